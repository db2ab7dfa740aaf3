# firewalld 1.3.3 with its iptables back end, first with its own files, then changed while it runs. Run by inside.sh.
set -x
mkdir -p /run/dbus /var/lib/dbus
dbus-uuidgen --ensure
getent passwd messagebus || echo 'messagebus:x:100:107::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
# Without polkit, firewalld asks whether the caller is root.
rm -f /usr/share/dbus-1/system-services/org.freedesktop.PolicyKit1.service
dbus-daemon --system --fork
sed -i 's/^FirewallBackend=.*/FirewallBackend=iptables/' /etc/firewalld/firewalld.conf
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
daemon=$!
for _ in $(seq 40); do
  sleep 0.5
  firewall-cmd --state && break
done
firewall-cmd --add-port=7000/udp
firewall-cmd --add-source=198.51.100.0/24 --zone=internal
firewall-cmd --add-rich-rule='rule family="ipv4" source address="10.9.9.9" reject'
firewall-cmd --add-masquerade --zone=internal
firewall-cmd --direct --add-chain ipv4 filter mine
firewall-cmd --direct --add-rule ipv6 filter INPUT 3 -p udp --dport 53 -j DROP
firewall-cmd --remove-service=http
firewall-cmd --permanent --new-ipset=blocked --type=hash:ip
firewall-cmd --permanent --ipset=blocked --add-entry=203.0.113.9
firewall-cmd --permanent --zone=drop --add-source=ipset:blocked
firewall-cmd --reload
firewall-cmd --list-all
firewall-cmd --panic-on
firewall-cmd --panic-off
# Killed, it leaves its rules.
kill -9 $daemon
wait $daemon
