#!/bin/bash
# Records the examples: makes the hosts as network namespaces, loads their rules with the C tools, sends
# real traffic, and keeps the host directory and a capture of the traffic.
# usage, as root on Linux: examples/record.sh [guide|docker-host|kubernetes-node …]
# needs iptables, ipset, conntrack, iproute2, tcpdump, iputils-ping, netcat-openbsd, python3
set -eu
here=$(cd "$(dirname "$0")" && pwd)
capture=$here/../host/src/main/resources/org/netfilter4j/host/capture.sh
tag=nf4jex$$
namespaces=()
set +m

cleanup() {
  for ns in "${namespaces[@]}"; do
    ip netns pids "$ns" 2>/dev/null | xargs -r kill 2>/dev/null || true
    ip netns del "$ns" 2>/dev/null || true
  done
}
trap cleanup EXIT

machine() { # NAME: a namespace of that name
  ip netns add "$tag-$1"
  namespaces+=("$tag-$1")
  on "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6="${ipv6_off:-1}" net.ipv4.ip_forward=0
  on "$1" ip link set lo up
}
on() { local ns=$1; shift; ip netns exec "$tag-$ns" "$@"; }
wire() { # NS1 DEV1 NS2 DEV2: a cable
  ip link add "$2" netns "$tag-$1" type veth peer name "$4" netns "$tag-$3"
  on "$1" ip link set "$2" up
  on "$3" ip link set "$4" up
}
serve_tcp() { # NS PORT: a web server that answers every request with one line
  on "$1" python3 -c '
import http.server, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "3"); self.end_headers(); self.wfile.write(b"ok\n")
    def log_message(self, *a): pass
http.server.HTTPServer(("", int(sys.argv[1])), H).serve_forever()' "$2" 2>/dev/null &
}
serve_udp() { # NS PORT: answers each datagram with itself
  on "$1" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", int(sys.argv[1])))
while True:
    data, peer = s.recvfrom(2048); s.sendto(data, peer)' "$2" &
}
get() { on "$1" curl -s -o /dev/null -m 2 "$2" || true; }
ask_udp() { # NS HOST PORT
  on "$1" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1)
s.sendto(b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01", (sys.argv[1], int(sys.argv[2])))
try: s.recvfrom(2048)
except OSError: pass' "$2" "$3"
}
zero() { # NS: all counters, without making tables that are not there
  local program table
  for program in iptables ip6tables; do
    for table in $(on "$1" "$program-save" | sed -n 's/^\*//p'); do on "$1" "$program" -t "$table" -Z; done
  done
}
start_capture() { # NS DEV FILE
  on "$1" tcpdump -q -U -Z root -i "$2" -w "$3" 'ip or (ip6 and not icmp6)' 2>/dev/null &
  dumper=$!
  sleep 1
}
stop_capture() { # NS: also keeps what the kernel has counted since the capture began, the judge of a replay
  sleep 1
  kill "$dumper"
  wait "$dumper" 2>/dev/null || true
  on "$1" iptables-save -c | sed -E '/^# (Generated|Completed)/d' >"$work/counters.v4"
}
load() { # NS EXAMPLE
  if [ -f "$here/rules/$2.ipset" ]; then on "$1" ipset restore <"$here/rules/$2.ipset"; fi
  on "$1" iptables-restore <"$here/rules/$2.v4"
  if [ -f "$here/rules/$2.v6" ]; then on "$1" ip6tables-restore <"$here/rules/$2.v6"; fi
}
record() { # NS EXAMPLE: the host directory, without what is this machine's own
  rm -rf "$here/$2.new"
  on "$1" sh "$capture" "$here/$2.new" >/dev/null
  sed -i -E '/^net\.(ipv4\.(ip_forward|conf\.(all|default|lo|eth[0-9]+|docker0|cni0)\.(rp_filter|forwarding|route_localnet|accept_local)|icmp_echo_ignore_all|icmp_echo_ignore_broadcasts|ip_default_ttl|ip_local_port_range) |ipv6\.conf\.(all|default|eth[0-9]+)\.(forwarding|disable_ipv6) |netfilter\.nf_conntrack_(tcp|udp|icmp|generic)|bridge\.bridge-nf-call)/!d' "$here/$2.new/sysctl"
  rm -rf "$here/$2.new/names"
  sed -i -E 's/"captured": "[^"]*"/"captured": "2026-11-22T22:00:00Z"/' "$here/$2.new/host.json"
  sed -i -E '/^# (Generated|Completed)/d' "$here/$2.new"/{nft,legacy}/rules.v* 2>/dev/null || true
  # A captured connection would be stale by the time that anybody reads this.
  : >"$here/$2.new/conntrack"
  for file in "$here/$2.new"/*.json; do
    python3 -c '
import json, sys
text, out, decoder = open(sys.argv[1]).read(), [], json.JSONDecoder()
while text.strip():
    value, end = decoder.raw_decode(text.lstrip()); text = text.lstrip()[end:]
    out.append("[\n" + ",\n".join("  " + json.dumps(v) for v in value) + "\n]" if isinstance(value, list) else json.dumps(value))
open(sys.argv[1], "w").write("\n".join(out) + "\n")' "$file"
  done
  mv "$work/capture.pcap" "$work/counters.v4" "$here/$2.new/"
  rm -rf "${here:?}/$2"
  mv "$here/$2.new" "$here/$2"
  echo "recorded examples/$2"
}

guide() {
  ipv6_off=0
  machine host; machine friend; machine client; machine office
  on friend ip link add br0 type bridge
  on friend ip link set br0 up
  wire host eth0 friend p0
  wire client eth0 friend p1
  wire host eth1 office eth0
  on friend ip link set p0 master br0
  on friend ip link set p1 master br0
  on host ip addr add 192.168.1.10/24 dev eth0
  on host ip addr add fd00:1::10/64 dev eth0 nodad
  on host ip addr add 10.10.0.1/24 dev eth1
  on host ip route add default via 192.168.1.1 dev eth0
  on friend ip addr add 192.168.1.100/24 dev br0
  on client ip addr add 192.168.1.2/24 dev eth0
  on client ip addr add fd00:1::2/64 dev eth0 nodad
  on office ip addr add 10.10.0.5/24 dev eth0
  serve_tcp host 80; serve_tcp host 8000; serve_udp host 5300
  load host guide
  sleep 1
  zero host
  start_capture host eth0 "$work/capture.pcap"
  on client ping -q -c 2 -i 0.3 192.168.1.10 >/dev/null
  get client http://192.168.1.10/
  get client http://192.168.1.10:8000/
  get friend http://192.168.1.10/
  ask_udp client 192.168.1.10 53
  get client 'http://[fd00:1::10]/'
  stop_capture host
  zero host
  record host guide
}

docker-host() {
  machine host; machine web; machine db; machine world
  wire host eth0 world eth0
  on host ip link add docker0 type bridge
  on host ip link add br-5ca1ab1e0001 type bridge
  wire host veth0a1b2c3 web eth0
  wire host veth4d5e6f7 db eth0
  on host ip link set veth0a1b2c3 master docker0
  on host ip link set veth4d5e6f7 master br-5ca1ab1e0001
  on host ip addr add 203.0.113.10/24 dev eth0
  on host ip addr add 172.17.0.1/16 brd 172.17.255.255 dev docker0
  on host ip addr add 172.18.0.1/16 brd 172.18.255.255 dev br-5ca1ab1e0001
  on host ip link set docker0 up
  on host ip link set br-5ca1ab1e0001 up
  on host ip route add default via 203.0.113.1 dev eth0
  on host sysctl -qw net.ipv4.ip_forward=1
  on web ip addr add 172.17.0.2/16 dev eth0; on web ip route add default via 172.17.0.1
  on db ip addr add 172.18.0.2/16 dev eth0; on db ip route add default via 172.18.0.1
  on world ip addr add 203.0.113.50/24 dev eth0
  on world ip addr add 203.0.113.1/24 dev eth0
  on world ip addr add 198.51.100.7/32 dev lo
  on host ip route add 198.51.100.0/24 via 203.0.113.50
  on host ip route add 172.31.0.0/16 via 203.0.113.50
  serve_tcp web 80; serve_tcp db 5432; serve_tcp world 80
  load host docker-host
  sleep 1
  zero host
  start_capture host any "$work/capture.pcap"
  get world http://203.0.113.10:8080/
  on world curl -s -o /dev/null -m 1 --interface 198.51.100.7 http://203.0.113.10:8080/ || true
  get web http://203.0.113.50/
  on web curl -s -o /dev/null -m 1 http://172.18.0.2:5432/ || true
  stop_capture host
  zero host
  record host docker-host
}

kubernetes-node() {
  machine host; machine dns; machine web; machine backend; machine db; machine peer
  wire host eth0 peer eth0
  on host ip link add cni0 type bridge
  on host ip addr add 10.0.0.11/24 dev eth0
  on host ip addr add 10.244.1.1/24 brd 10.244.1.255 dev cni0
  on host ip link set cni0 up
  on host ip route add default via 10.0.0.1 dev eth0
  on host ip route add 10.244.0.0/24 via 10.0.0.10 dev eth0
  on host sysctl -qw net.ipv4.ip_forward=1
  on peer ip addr add 10.0.0.10/24 dev eth0
  on peer ip addr add 10.0.0.1/24 dev eth0
  on peer ip route add 10.244.1.0/24 via 10.0.0.11
  local n=5
  for pod in dns web backend db; do
    wire host "veth$pod" $pod eth0
    on host ip link set "veth$pod" master cni0
    on $pod ip addr add 10.244.1.$n/24 dev eth0
    on $pod ip route add default via 10.244.1.1
    n=$((n + 1))
  done
  # Both pods behind the service answer, whichever the random rule picks.
  serve_udp dns 53; serve_tcp web 8080; serve_tcp web 443; serve_tcp backend 8080; serve_tcp db 5432; serve_tcp host 10250
  load host kubernetes-node
  sleep 1
  zero host
  start_capture host eth0 "$work/capture.pcap"
  get peer http://10.0.0.11:30080/
  get peer http://10.0.0.11:8443/
  get peer http://10.0.0.11:10250/
  on peer curl -s -o /dev/null -m 1 http://10.244.1.8:5432/ || true
  stop_capture host
  zero host
  record host kubernetes-node
}

work=$(mktemp -d)
for example in "${@:-guide}"; do
  ipv6_off=1
  "$example"
  cleanup
  namespaces=()
done
rm -rf "$work"
