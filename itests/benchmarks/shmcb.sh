#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races shmcb against its peers, and prints eviction hit rates. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench shmcb [--rounds N] [--seconds S] [EVENT ...]
       ./bench shmcb --kills [N] | --soak [S] | --large [GIB] | --races [MODE]

Races shmcb against its peers (twelve minutes on two cores), or does what takes too long for ./verify.

  --rounds N   each number is the median of N rounds in which the contestants take turns, growth excepted (15)
  --seconds S  CPU seconds per thread of a turn; warming up takes two to eight times as long, until all is compiled (0.4)
  --kills N    kills N writing processes at random instructions (2000)
  --soak S     lets three processes use one segment, one of them killed and replaced every 5 s, for S seconds (600)
  --large GIB  stores and reads back a segment of that many GiB, in /dev/shm (3)
  --races MODE jcstress on the read and lock protocol: sanity (a minute), quick (ten), default (hours) (quick)
  EVENT        regular expressions: mix, mix-2-processes, hit, hit-2-processes, hit-resident, miss, store, mix-32k,
               growth-10k, growth-100k, growth-1m, growth-10m (5 GiB of memory), eviction; all if none is given
TEXT
}

rounds=15
seconds=0.4

night() { # test, property, value
    cd "$root"
    exec mvn -ntp -pl bundles/provider-shmcb -am test "-Dtest=$1" -Dsurefire.failIfNoSpecifiedTests=false "-D$2=$3"
}

races() {
    cd "$root"
    mvn -ntp -q -Pbench -pl itests/races -am -DskipTests package
    cd itests/races/target
    exec "$JAVA_HOME/bin/java" -cp "classes:$(cat classpath)" org.openjdk.jcstress.Main -m "$1" -r jcstress
}

case "${1:-}" in
    --kills) night KillTest shmcb.kills "${2:-2000}" ;;
    --soak) night SoakTest shmcb.soak "${2:-600}" ;;
    --large) night LargeSegmentTest shmcb.large "${2:-3}" ;;
    --races) races "${2:-quick}" ;;
esac
take_options "rounds seconds +rest" "$@"
set -- "${rest[@]}"

build_races
memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
make_place shmcb "$memory"
"$JAVA_HOME/bin/java" -cp "$classpath" org.socache.itests.benchmarks.ShmcbRace "$rounds" "$seconds" "$place" "$results" "$@"
case " $* " in
    "  " | *" eviction "*)
        "$JAVA_HOME/bin/java" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classpath" \
            org.socache.itests.benchmarks.EvictionRates "$place" "$here/results/shmcb-eviction.txt"
        ;;
esac
