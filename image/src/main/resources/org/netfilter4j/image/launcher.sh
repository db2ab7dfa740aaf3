#!/bin/sh
# netfilter4j in a container image. Called under the name of a C tool, it is that tool on the host's
# kernel, in the mode that the host's rules are in; nothing here chooses one.
home=/usr/lib/nf4j
program=${0##*/}
export NF4J_SELF="$0"

# What a process of the agent keeps is at most this; a command that ends needs no such care.
case $program-${1:-} in
  nf4j-ip*tables* | nf4j-ipset* | nf4j-conntrack*) subject=KERNEL memory= ;;
  nf4j-agent)
    subject=NF4J
    export MALLOC_ARENA_MAX=1
    memory='-Xms8m -Xmn2m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:ReservedCodeCacheSize=24m'
    ;;
  nf4j-*) subject=NF4J memory= ;;
  *) subject=KERNEL memory= ;;
esac

# The variable is words, on purpose.
# shellcheck disable=SC2086
exec "$home/jre/bin/java" -XX:AOTCache="$home/$subject.aot" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -XX:-UsePerfData -Xss2m $memory ${NF4J_JAVA_OPTIONS:-} -jar "$home/nf4j.jar" "$program" "$@"
