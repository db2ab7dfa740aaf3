# fail2ban 1.0.2: a jail for each of its iptables actions, addresses banned and released. Run by inside.sh.
set -x
actions='iptables iptables-multiport iptables-allports iptables-new iptables-multiport-log iptables-xt_recent-echo
  iptables-ipset-proto4 iptables-ipset-proto6 iptables-ipset-proto6-allports'
rm -f /etc/fail2ban/jail.d/*
touch "$PWD/log"
{
  printf '[DEFAULT]\nallowipv6 = auto\nbackend = polling\nusedns = no\n'
  for action in $actions; do
    jail=${action#iptables-}
    printf '[%s]\nenabled = true\nfilter = sshd\nlogpath = %s\nport = 22,80:90\nbantime = 3600\naction = %s[name=%s, port="%s", protocol=tcp]\n' \
      "$jail" "$PWD/log" "$action" "$jail" "$(case $action in *multiport*) echo 22,80:90 ;; *) echo 22 ;; esac)"
  done
} >/etc/fail2ban/jail.d/all.conf
mkdir -p /run/fail2ban
fail2ban-server -f --logtarget STDOUT start &
daemon=$!
for _ in $(seq 100); do
  sleep 0.2
  fail2ban-client ping && break
done
for action in $actions; do
  jail=${action#iptables-}
  for address in 203.0.113.4 203.0.113.5 198.51.100.77 2001:db8::bad; do fail2ban-client set "$jail" banip "$address"; done
  fail2ban-client set "$jail" unbanip 203.0.113.5
done
fail2ban-client reload multiport
fail2ban-client stop allports
fail2ban-client status
# Killed, it leaves its rules.
kill -9 $daemon
wait $daemon
