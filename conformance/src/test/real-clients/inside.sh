#!/bin/bash
# Used by run.sh, in namespaces of its own: lays the clients' packages and the tools over the machine, and runs a client.
# usage: inside.sh WORK CLIENT nft|legacy c|ours|daemon RECORD
set -eu
work=$1 client=$2 mode=$3 tools=$4 record=$5
here=$(cd "${0%/*}" && pwd)
results=$work/$client-$mode-$tools

mount --make-rprivate /
mount -t proc proc /proc
mount -t cgroup2 cgroup2 /sys/fs/cgroup
scratch=$work/scratch
mkdir -p "$scratch"
mount -t tmpfs tmpfs "$scratch"
for top in usr etc var; do
  mkdir -p "$scratch/$top" "$scratch/$top.work" "$work/unpacked/$top"
  mount -t overlay overlay -o "lowerdir=$work/unpacked/$top:/$top,upperdir=$scratch/$top,workdir=$scratch/$top.work" "/$top"
done
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/lock

# What each program of the client's really is. Clients find it by /usr/sbin or by PATH; both are these.
mkdir "$scratch/tools" "$scratch/first"
cp /usr/sbin/ipset "$scratch/tools/ipset.c"
for program in iptables ip6tables; do
  for suffix in '' -save -restore; do
    case $tools in
      c) ln -s "/usr/sbin/xtables-$mode-multi" "$scratch/tools/$program$suffix" ;;
      ours | daemon) ln -s "$work/ours/nf4j" "$scratch/tools/$program$suffix" ;;
    esac
  done
done
case $tools in
  c) ln -s ipset.c "$scratch/tools/ipset" ;;
  ours | daemon) ln -s "$work/ours/nf4j" "$scratch/tools/ipset" ;;
esac
if [ -n "$record" ] && [ "$tools" = c ]; then
  mkdir "$results/recorded"
  # Standard input is what a restore reads; nothing else is waited for. One call at a time, so that they have an order.
  cat >"$scratch/shim" <<END
#!/bin/sh
printf . >>$results/calls
exec 9>>$results/lock
flock 9
call=$results/recorded/\$(date +%s%N)
mkdir \$call
readlink /proc/self/ns/net >\$call/namespace
printf '%s\0' "\${0##*/}" "\$@" >\$call/words
in=/dev/null
case "\${0##*/} \$*" in *-restore* | ipset*restore* | ipset*-R*) in=\$call/in; cat >\$in ;; esac
$scratch/tools/\${0##*/} "\$@" <\$in >\$call/out 2>\$call/err 9>&-
exit=\$?
echo \$exit >\$call/exit
cat \$call/err >&2
cat \$call/out
exit \$exit
END
else
  cat >"$scratch/shim" <<END
#!/bin/sh
printf . >>$results/calls
NF4J_MODE=$mode exec $scratch/tools/\${0##*/} "\$@"
END
fi
chmod +x "$scratch/shim"
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore ipset; do
  cp "$scratch/shim" "$scratch/first/$name"
  rm -f "/usr/sbin/$name"
  cp "$scratch/shim" "/usr/sbin/$name"
done
export PATH=$scratch/first:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C
unset NF4J_HOST

if [ "$tools" = daemon ]; then
  "$work/ours/nf4j" daemon >"$results/daemon" 2>&1 &
  daemon=$!
  until grep -q ready "$results/daemon"; do sleep 0.1; done
fi

# The device that clients speak of; the dummy device is not in every kernel.
ip link add eth0 type veth peer name eth0-far
ip link add eth1 type veth peer name eth1-far
for device in eth0 eth0-far eth1 eth1-far; do ip link set "$device" up; done
ip addr add 192.168.1.10/24 dev eth0
ip -6 addr add 2001:db8:1::10/64 dev eth0 nodad
ip route add default via 192.168.1.1
mkdir "$scratch/client"
cd "$scratch/client"
set +e
. "$here/$client.sh"
# Its time counts too.
if [ "$tools" = daemon ]; then kill "$daemon"; wait "$daemon"; fi
exit 0
