#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races shmcb against its peers, and prints eviction hit rates. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

usage() {
    cat <<'TEXT'
usage: ./bench shmcb [--rounds N] [--seconds S] [EVENT ...]
       ./bench shmcb --kills [N] | --soak [S] | --large [GIB] | --races [MODE]

Races shmcb against its peers (six minutes on two cores), or does what takes too long for ./verify.

  --rounds N   each number is the median of N interleaved rounds, growth excepted (3)
  --seconds S  CPU seconds per thread that are measured; warming up takes twice as long (0.5)
  --kills N    kills N writing processes at random instructions (2000)
  --soak S     lets three processes use one segment, one of them killed and replaced every 5 s, for S seconds (600)
  --large GIB  stores and reads back a segment of that many GiB, in /dev/shm (3)
  --races MODE jcstress on the read and lock protocol: sanity (a minute), quick (ten), default (hours) (quick)
  EVENT        regular expressions: mix, mix-2-processes, hit, hit-2-processes, hit-resident, miss, store, mix-32k,
               growth-10k, growth-100k, growth-1m, growth-10m (5 GiB of memory), eviction; all if none is given
TEXT
}

rounds=3
seconds=0.5

night() { # test, property, value
    cd "$root"
    exec mvn -ntp -pl bundles/provider-shmcb -am test "-Dtest=$1" -Dsurefire.failIfNoSpecifiedTests=false "-D$2=$3"
}

races() {
    cd "$root"
    mvn -ntp -q -Pbench -pl itests/races -am -DskipTests package
    cd itests/races/target
    exec java -cp "classes:$(cat classpath)" org.openjdk.jcstress.Main -m "$1" -r jcstress
}

while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --rounds) rounds=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --kills) night KillTest shmcb.kills "${2:-2000}" ;;
        --soak) night SoakTest shmcb.soak "${2:-600}" ;;
        --large) night LargeSegmentTest shmcb.large "${2:-3}" ;;
        --races) races "${2:-quick}" ;;
        -*) usage >&2; exit 2 ;;
        *) break ;;
    esac
done

cd "$root"
mvn -ntp -q -Pbench -pl itests/benchmarks -am -DskipTests package
memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
place=$(mktemp -d "$memory/socache-bench.XXXXXX")
trap 'rm -rf "$place"' EXIT
classpath=$here/target/classes:$(cat "$here/target/classpath")
java -cp "$classpath" org.socache.itests.benchmarks.ShmcbRace "$rounds" "$seconds" "$place" "$here/results/shmcb.txt" "$@"
case " $* " in
    "  " | *" eviction "*)
        java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classpath" \
            org.socache.itests.benchmarks.EvictionRates "$place" "$here/results/shmcb-eviction.txt"
        ;;
esac
