#!/bin/sh
# Records this machine's netfilter, addresses and routes as a netfilter4j host directory.
# usage: sh capture.sh DIR        (as root; needs iptables and iproute2; changes nothing on the machine)
set -eu
umask 077

dir=${1:?usage: sh capture.sh DIR}
if [ -e "$dir" ] && [ -n "$(ls -A "$dir")" ]; then
  echo "capture: $dir exists and is not empty" >&2
  exit 1
fi
mkdir -p "$dir/nft" "$dir/legacy" "$dir/names"

have() { command -v "$1" >/dev/null 2>&1; }
skip() { echo "capture: $*" >&2; }

# Rules. iptables-nft-save makes no tables. A legacy table that is not there yet would be made by
# opening it, so only those that the kernel lists are opened.
for family in 4 6; do
  case $family in
    4) prefix=ip names=/proc/net/ip_tables_names ;;
    6) prefix=ip6 names=/proc/net/ip6_tables_names ;;
  esac
  nft= legacy=
  if have "${prefix}tables-nft-save"; then nft=${prefix}tables-nft-save; fi
  if have "${prefix}tables-legacy-save"; then legacy=${prefix}tables-legacy-save; fi
  if have "${prefix}tables-save"; then
    case $("${prefix}tables-save" -V 2>/dev/null || true) in
      *nf_tables*) [ -n "$nft" ] || nft=${prefix}tables-save ;;
      *) [ -n "$legacy" ] || legacy=${prefix}tables-save ;;
    esac
  fi
  if [ -n "$nft" ]; then
    "$nft" -c >"$dir/nft/rules.v$family" || skip "$nft failed: no IPv$family rules of nf_tables"
  fi
  # Files of /proc have no size to ask for.
  if [ -n "$(cat "$names" 2>/dev/null)" ]; then
    if [ -n "$legacy" ]; then
      while read -r table; do
        "$legacy" -c -t "$table" || skip "$legacy -t $table failed"
      done <"$names" >"$dir/legacy/rules.v$family"
    else
      skip "legacy IPv$family tables are in use, and there is no iptables-legacy-save to read them"
    fi
  fi
done

if have ipset; then
  ipset save >"$dir/ipset" || skip "ipset save failed: no sets"
fi

ip -j link show >"$dir/link.json"
ip -j addr show >"$dir/addr.json"
ip -j route show table all >"$dir/route.json"
{ ip -j rule show; ip -j -6 rule show 2>/dev/null || true; } >"$dir/rule.json"

find /proc/sys/net/ipv4 /proc/sys/net/ipv6 /proc/sys/net/netfilter /proc/sys/net/bridge -type f \
  2>/dev/null | sort | while read -r file; do
  case $file in
    */neigh/* | */route/flush | */stable_secret | */tcp_fastopen_key) continue ;;
  esac
  value=$(tr '\n\t' '  ' 2>/dev/null <"$file") || continue
  key=$(printf '%s' "${file#/proc/sys/}" | tr './' '/.')
  printf '%s = %s\n' "$key" "${value% }"
done >"$dir/sysctl"

if have conntrack; then
  conntrack -L -o extended >"$dir/conntrack" 2>/dev/null || skip "conntrack -L failed: no connections"
elif [ -r /proc/net/nf_conntrack ]; then
  cat /proc/net/nf_conntrack >"$dir/conntrack"
else
  skip "no conntrack tool: no connections"
fi

for file in services protocols; do
  [ -r "/etc/$file" ] && cp "/etc/$file" "$dir/names/$file"
done
for file in passwd group; do
  [ -r "/etc/$file" ] && cut -d: -f1,3 "/etc/$file" | sed 's/:/:x:/' >"$dir/names/$file"
done
for file in group rt_realms; do
  for from in /etc/iproute2 /usr/share/iproute2; do
    if [ -r "$from/$file" ]; then
      mkdir -p "$dir/names/iproute2"
      cp "$from/$file" "$dir/names/iproute2/$file"
      break
    fi
  done
done

# At equal priority the mode whose table was registered last runs first; "nft list hooks" tells.
order=
if have nft; then
  order=$(nft list hooks 2>/dev/null | awk '
    /ipt_do_table|iptable_|ip_tables/ && !seen["legacy"]++ { o = o (o ? "," : "") "\"legacy\"" }
    /chain ip6? (raw|mangle|nat|filter|security) / && !seen["nft"]++ { o = o (o ? "," : "") "\"nft\"" }
    END { print o }')
fi
printf '{"captured": "%s", "runsFirst": [%s]}\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$order" >"$dir/host.json"
echo "recorded in $dir"
