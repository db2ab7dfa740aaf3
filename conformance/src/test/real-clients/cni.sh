#!/bin/bash
# Records what the CNI plugins 1.1.1 write: bridge, portmap, firewall and ptp.
# Run as root in a network namespace and a mount namespace of its own, never on the machine itself: it changes
# which iptables /usr/sbin/iptables is, writes into /etc, and starts daemons.
# usage: cni.sh nft|legacy DIRECTORY-FOR-THE-FILES
set -ux
mode=$1
out=$2
for program in iptables ip6tables; do
  for suffix in "" -save -restore; do ln -sf "$program-$mode$suffix" "/usr/sbin/$program$suffix"; done
done
ip link add eth0 type dummy
ip link set eth0 up
ip addr add 192.168.1.10/24 dev eth0
ip route add default via 192.168.1.1
ip -6 addr add 2001:db8:1::10/64 dev eth0
export CNI_PATH=/usr/lib/cni CNI_COMMAND=ADD CNI_IFNAME=eth0
plugin() { # CONTAINER PLUGIN, with the configuration on standard input
  CNI_CONTAINERID=id$1 CNI_NETNS=/run/netns/$1 "$CNI_PATH/$2"
}
for container in c1 c2 c3; do ip netns add $container; done
ranges='[[{"subnet":"10.88.0.0/16"}],[{"subnet":"fd00:88::/64"}]]'
routes='[{"dst":"0.0.0.0/0"},{"dst":"::/0"}]'
bridge='"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":true,"hairpinMode":true'
for container in c1 c2; do
  case $container in
    c1) ports='{"hostPort":8080,"containerPort":80,"protocol":"tcp"},{"hostPort":5353,"containerPort":53,"protocol":"udp"},{"hostPort":9000,"containerPort":9000,"protocol":"tcp","hostIP":"192.168.1.10"}' ;;
    c2) ports='{"hostPort":8443,"containerPort":443,"protocol":"tcp"},{"hostPort":8444,"containerPort":444,"protocol":"sctp"}' ;;
  esac
  common='"cniVersion":"0.4.0","name":"podman"'
  result=$(echo "{$common,$bridge,\"ipam\":{\"type\":\"host-local\",\"ranges\":$ranges,\"routes\":$routes}}" | plugin $container bridge)
  echo "{$common,\"type\":\"portmap\",\"capabilities\":{\"portMappings\":true},\"snat\":true,\"runtimeConfig\":{\"portMappings\":[$ports]},\"prevResult\":$result}" | plugin $container portmap
  echo "{$common,\"type\":\"firewall\",\"backend\":\"iptables\",\"ingressPolicy\":\"same-bridge\",\"prevResult\":$result}" | plugin $container firewall
done
echo '{"cniVersion":"0.4.0","name":"ptp0","type":"ptp","ipMasq":true,"ipam":{"type":"host-local","subnet":"10.99.0.0/24"}}' | plugin c3 ptp
iptables-save >"$out/cni-$mode.v4"
ip6tables-save >"$out/cni-$mode.v6"
