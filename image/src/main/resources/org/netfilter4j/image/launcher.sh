#!/bin/sh
# netfilter4j in a container image. Called under the name of a C tool, it is that tool on the host's
# kernel, in the mode that the host's rules are in; nothing here chooses one.
home=/usr/lib/nf4j
program=${0##*/}
export NF4J_SELF="$0"

# In any other locale, for there is none but this one, the JVM would lose what is not ASCII of words and of files' names.
# Which one the caller chose it still knows, for the language and for programs that it starts.
export NF4J_LC_ALL="${LC_ALL:-}" LC_ALL=C.UTF-8

# The agent stays. It grows where a set of a million elements is read, as far as the container's limit allows, and gives
# that back at once, where the JVM would in four steps.
memory=
if [ "$program-${1:-}" = nf4j-agent ]; then
  # SIGHUP has it read its files anew. Until it can, the signal must not end it.
  trap '' HUP
  export MALLOC_ARENA_MAX=1
  memory='-Xms8m -Xmn4m -XX:MaxRAMPercentage=60 -XX:ReservedCodeCacheSize=24m'
  memory="$memory -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:-ShrinkHeapInSteps"
fi

# The variables are words, on purpose.
# shellcheck disable=SC2086
exec "$home/jre/bin/java" -XX:AOTCache="$home/nf4j.aot" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -XX:-UsePerfData -Xss2m $memory ${NF4J_JAVA_OPTIONS:-} -jar "$home/nf4j.jar" "$program" "$@"
