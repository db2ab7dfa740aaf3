# dockerd 20.10.24: networks, and containers (busybox, imported) that publish ports. Run by inside.sh.
set -x
mkdir -p /etc/docker docker image/bin
echo '{"ip6tables":true,"experimental":true,"ipv6":true,"fixed-cidr-v6":"fd00:1::/80","storage-driver":"vfs"}' >/etc/docker/daemon.json
dockerd --data-root "$PWD/docker" --exec-root /run/docker-exec &
daemon=$!
for _ in $(seq 60); do
  sleep 0.5
  docker version && break
done
network() { # NAME OPTIONS
  docker network create --opt com.docker.network.bridge.name="br-$1" "${@:2}" "$1"
}
network app --subnet 172.30.0.0/16
network inner --subnet 172.31.0.0/16 --internal
network noicc --subnet 172.29.0.0/16 --opt com.docker.network.bridge.enable_icc=false
network six --subnet 172.28.0.0/16 --ipv6 --subnet fd00:2::/64
network gone --subnet 172.27.0.0/16
docker network rm gone
cp "$(command -v busybox)" image/bin/
ln -s busybox image/bin/sleep
tar -C image -c . | docker import - image
docker run -d --name web -p 8080:80 -p 127.0.0.1:9000:9000/udp image /bin/sleep 300
docker run -d --name app --network app -p 8443:443 image /bin/sleep 300
docker run -d --name in --network inner image /bin/sleep 300
docker kill app
# Killed, it leaves its rules. The containers end with the process namespace; their control groups do not.
kill -9 $daemon
wait $daemon
cat /sys/fs/cgroup/docker/*/cgroup.procs | xargs -r kill -9
sleep 0.5
rmdir /sys/fs/cgroup/docker/*/
