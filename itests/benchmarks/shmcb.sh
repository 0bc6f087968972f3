#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races shmcb against its peers, and prints eviction hit rates. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

usage() {
    cat <<'TEXT'
usage: ./bench shmcb [--rounds N] [--seconds S] [--soak S] [EVENT ...]

  --rounds N   each number is the median of N interleaved rounds (3)
  --seconds S  CPU seconds per thread that are measured; warming up takes twice as long (1)
  --soak S     instead of racing, let three processes use and kill each other for S seconds (600 is the full form)
  EVENT        regular expressions: mix, mix-2-processes, hit, hit-2-processes, hit-resident, miss, store, mix-32k,
               growth-10k, growth-100k, growth-1m, growth-10m (4 GiB of memory), eviction; all if none is given
TEXT
}

rounds=3
seconds=1
soak=
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --rounds) rounds=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --soak) soak=$2; shift 2 ;;
        -*) usage >&2; exit 2 ;;
        *) break ;;
    esac
done

cd "$root"
if [ -n "$soak" ]; then
    exec mvn -ntp -pl bundles/provider-shmcb -am test -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false \
        "-Dshmcb.soak=$soak"
fi
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
