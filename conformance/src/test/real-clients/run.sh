#!/bin/bash
# Runs real clients of iptables, unmodified, with the C tools, with ours in their place, and with ours while a daemon of
# theirs stands by, in both modes, and compares the rules and sets that they leave.
#
#   run.sh [-m nft|legacy] [-t c|ours|daemon] [-r] [-o DIRECTORY] [CLIENT…]
#
# CLIENT: ufw, cni, fail2ban, firewalld, firewalld-calls, docker (where none is named, all but firewalld-calls, which
# is long).
# -m, -t  only this mode, only these tools
# -r      records the calls made of the C tools (DIRECTORY/CLIENT.calls.gz, which RealClientsKernelTest replays)
# -o      where files stay: what each client left, what it printed (default: nf4j-real-clients in TMPDIR or /tmp)
#
# Needs root, a Debian with iptables, ipset and nftables, and a network for `apt-get download` at the first run. The
# clients' packages are unpacked and not installed: each run has network, mount and process namespaces of its own, with
# overlays over /usr, /etc and /var, so that nothing of the machine changes, neither its rules nor its files.
set -euo pipefail
here=$(cd "${0%/*}" && pwd)
root=$(cd "$here/../../../.." && pwd)
modes='nft legacy' tools='c ours daemon' record=
work=${TMPDIR:-/tmp}/nf4j-real-clients
while getopts m:t:ro: option; do
  case $option in
    m) modes=$OPTARG ;;
    t) tools=$OPTARG ;;
    r) record=1 ;;
    o) work=$OPTARG ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- ufw cni fail2ban firewalld docker
mkdir -p "$work"
work=$(cd "$work" && pwd)

fetch() {
  local packages
  mkdir -p "$work/debs" "$work/unpacked.new/usr"
  packages=$(apt-get -s install --no-install-recommends ufw containernetworking-plugins fail2ban firewalld docker.io \
    dbus-daemon python3-dbus busybox-static | awk '/^Inst/ {print $2}')
  (cd "$work/debs" && apt-get -q download $packages)
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/unpacked.new"; done
  # Packages of the time before /lib became a link.
  for old in lib bin sbin; do
    if [ -d "$work/unpacked.new/$old" ]; then
      cp -a "$work/unpacked.new/$old" "$work/unpacked.new/usr/"
      rm -r "$work/unpacked.new/$old"
    fi
  done
  mv "$work/unpacked.new" "$work/unpacked"
}
[ -d "$work/unpacked" ] || fetch

listings() { # MODE: by the C tools, in the current namespace
  for family in '' 6; do
    echo "# ip${family}tables"
    "xtables-$1-multi" "ip${family}tables-save"
  done
  # Sets are listed in the order of hashes, whose seeds the kernel draws.
  echo '# sets'
  ipset save | sed 's/ initval 0x[0-9a-f]*//' | sort
  # A client may make the tables of the two families in any order.
  if [ "$1" = nft ]; then
    nft list tables | sort | while read -r _ family table; do nft list table "$family" "$table" 2>&1; done
  fi
}
without_counters() { sed -E 's/\[[0-9]+:[0-9]+\]//; s/counter packets [0-9]+ bytes [0-9]+/counter/; /^# (Generated|Completed)/d'; }

one() { # CLIENT MODE TOOLS
  local name=$1-$2-$3 namespace=nf4j-real-$$ took status=0
  ip netns add "$namespace"
  ip -n "$namespace" link set lo up
  rm -rf "$work/$name" && mkdir "$work/$name"
  : >"$work/$name/calls"
  # Seconds that passed, and of processors, all processes together that were waited for.
  TIMEFORMAT='%R %U %S'
  took=$({ time ip netns exec "$namespace" unshare --mount --pid --fork --kill-child bash "$here/inside.sh" \
    "$work" "$1" "$2" "$3" "$record" >"$work/$name/log" 2>&1; } 2>&1) || status=$?
  (export -f listings; ip netns exec "$namespace" bash -c "listings $2") >"$work/$name/rules"
  ip netns del "$namespace"
  without_counters <"$work/$name/rules" >"$work/$name.rules"
  if [ -n "$record" ] && [ "$3" = c ]; then
    "$here/recording" "$work/$name/recorded" | gzip -9n >"$work/$1.calls.gz"
  fi
  # shellcheck disable=SC2086
  set -- "$@" $took
  printf '%-15s %-7s %-6s %6d %9.1f %9.1f%s\n' "$1" "$2" "$3" "$(wc -c <"$work/$name/calls")" "$4" \
    "$(echo "$5 $6" | awk '{print $1 + $2}')" "$([ $status = 0 ] || echo "  exit $status")"
}

# A copy, which sources that change meanwhile do not rebuild.
case $tools in
  *ours* | *daemon*)
    rm -rf "$work/ours"
    "$root/nf4j" install "$work/ours"
    ;;
esac
differ=0
printf '%-15s %-7s %-6s %6s %9s %9s\n' client mode tools calls seconds processor
for client; do
  for mode in $modes; do
    for tool in $tools; do one "$client" "$mode" "$tool"; done
    for tool in $tools; do
      case $tools in c' '*) diff -u "$work/$client-$mode-c.rules" "$work/$client-$mode-$tool.rules" || differ=1 ;; esac
    done
  done
done
exit $differ
