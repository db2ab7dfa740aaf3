#!/bin/bash
# Records what firewalld 1.3.3 writes through its iptables back end.
# Run as root in a network namespace and a mount namespace of its own, never on the machine itself: it changes
# which iptables /usr/sbin/iptables is, writes into /etc, and starts daemons.
# usage: firewalld.sh nft|legacy DIRECTORY-FOR-THE-FILES
set -ux
mode=$1
out=$2
for program in iptables ip6tables; do
  for suffix in "" -save -restore; do ln -sf "$program-$mode$suffix" "/usr/sbin/$program$suffix"; done
done
mkdir -p /run/dbus /var/lib/dbus
dbus-uuidgen --ensure
getent passwd messagebus || echo 'messagebus:x:100:107::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
dbus-daemon --system --fork
sed -i 's/^FirewallBackend=.*/FirewallBackend=iptables/' /etc/firewalld/firewalld.conf
ip link add eth0 type dummy
ip link set eth0 up
ip addr add 192.168.1.10/24 dev eth0
ip route add default via 192.168.1.1
ip link add eth1 type dummy
ip link set eth1 up
public() { firewall-offline-cmd --zone=public "$@"; }
public --add-service=http
public --add-port=8080-8090/tcp
public --add-interface=eth0
public --add-masquerade
public --add-forward-port=port=2222:proto=tcp:toport=22:toaddr=10.0.0.5
public --add-icmp-block=timestamp-request
public --add-rich-rule='rule family="ipv4" source address="10.9.0.0/16" port port="5432" protocol="tcp" log prefix="pg " level="info" limit value="3/m" accept'
public --add-rich-rule='rule family="ipv6" source address="2001:db8::/32" service name="ssh" reject type="icmp6-adm-prohibited"'
public --add-rich-rule='rule service name="ftp" audit limit value="1/m" accept'
public --add-rich-rule='rule priority="-5" source mac="00:11:22:33:44:55" drop'
firewall-offline-cmd --zone=internal --add-interface=eth1
firewall-offline-cmd --zone=drop --add-source=203.0.113.0/24
firewall-offline-cmd --direct --add-rule ipv4 filter INPUT 0 -p tcp --dport 9999 -m hashlimit --hashlimit-upto 5/sec --hashlimit-name d -j ACCEPT
firewall-offline-cmd --set-log-denied=all
firewalld --nofork --nopid &
for _ in $(seq 40); do
  sleep 0.5
  firewall-cmd --state && break
done
sleep 1
iptables-save >"$out/firewalld-$mode.v4"
ip6tables-save >"$out/firewalld-$mode.v6"
kill %1
wait
