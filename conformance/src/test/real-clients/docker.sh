#!/bin/bash
# Records what dockerd 20.10.24 writes with networks, and containers (busybox, imported) that publish ports.
# Run as root in a network namespace and a mount namespace of its own, never on the machine itself: it changes
# which iptables /usr/sbin/iptables is, writes into /etc, and starts daemons.
# usage: docker.sh nft|legacy DIRECTORY-FOR-THE-FILES
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
mkdir -p /etc/docker /tmp/docker /tmp/image/bin
echo '{"ip6tables":true,"experimental":true,"ipv6":true,"fixed-cidr-v6":"fd00:1::/80","storage-driver":"vfs"}' >/etc/docker/daemon.json
dockerd --data-root /tmp/docker --exec-root /run/docker-exec &
for _ in $(seq 60); do
  sleep 0.5
  docker version && break
done
docker network create --subnet 172.30.0.0/16 app
docker network create --internal inner
docker network create --opt com.docker.network.bridge.enable_icc=false noicc
cp "$(command -v busybox)" /tmp/image/bin/
ln -s busybox /tmp/image/bin/sleep
tar -C /tmp/image -c . | docker import - image
docker run -d --name web -p 8080:80 -p 127.0.0.1:9000:9000/udp image /bin/sleep 300
docker run -d --name app --network app -p 8443:443 image /bin/sleep 300
docker run -d --name in --network inner image /bin/sleep 300
iptables-save >"$out/docker-$mode.v4"
ip6tables-save >"$out/docker-$mode.v6"
docker kill web app in
kill %1
wait
