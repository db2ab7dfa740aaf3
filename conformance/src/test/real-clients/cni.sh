# The CNI plugins 1.1.1: bridge, portmap, firewall and ptp; the second container goes again. Run by inside.sh.
set -x
export CNI_PATH=/usr/lib/cni CNI_IFNAME=eth0 CNI_COMMAND=ADD
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
# The second container goes.
export CNI_COMMAND=DEL
echo "{$common,\"type\":\"portmap\",\"capabilities\":{\"portMappings\":true},\"runtimeConfig\":{\"portMappings\":[$ports]},\"prevResult\":$result}" | plugin c2 portmap
echo "{$common,\"type\":\"firewall\",\"backend\":\"iptables\",\"ingressPolicy\":\"same-bridge\",\"prevResult\":$result}" | plugin c2 firewall
echo "{$common,$bridge,\"ipam\":{\"type\":\"host-local\",\"ranges\":$ranges,\"routes\":$routes},\"prevResult\":$result}" | plugin c2 bridge
