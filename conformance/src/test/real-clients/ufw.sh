# ufw 0.36.2: its own rules, and those of usual commands. Run by inside.sh.
set -x
cp /usr/share/ufw/iptables/*.rules /usr/share/ufw/*.init /usr/share/ufw/ufw.conf /etc/ufw/
chmod 640 /etc/ufw/*.rules
cat >/etc/default/ufw <<'X'
IPV6=yes
DEFAULT_INPUT_POLICY="DROP"
DEFAULT_OUTPUT_POLICY="ACCEPT"
DEFAULT_FORWARD_POLICY="DROP"
DEFAULT_APPLICATION_POLICY="SKIP"
MANAGE_BUILTINS=no
IPT_SYSCTL=/etc/ufw/sysctl.conf
IPT_MODULES=""
X
cat >/etc/ufw/applications.d/web <<'X'
[WebFull]
title=Web
description=web
ports=80,443/tcp
X
ufw --force enable
ufw logging high
ufw allow 22/tcp
ufw limit ssh
ufw allow from 192.168.0.0/16 to any port 53 proto udp comment 'dns for home'
ufw deny in on eth0 from 10.0.0.0/8
ufw allow WebFull
ufw reject out 25/tcp
ufw allow 6000:6007/tcp
ufw deny from 2001:db8::/32 to any port 8080
ufw route allow in on eth0 out on eth1 to 10.1.0.5 port 80 proto tcp
ufw allow proto tcp from any to any port 80,443,8080:8090
ufw allow log-all 2222/tcp
ufw insert 1 deny from 203.0.113.4
ufw delete limit ssh
ufw status numbered
ufw reload
