#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races every provider, through core, against the client library below it. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/.ci/tools.sh"

usage() {
    cat <<'TEXT'
usage: ./bench providers [--rounds N] [--seconds S] [PROVIDER ...]

  --rounds N   each number is the median of N slices of time, in which all contestants take turns (4)
  --seconds S  length of a slice (0.4)
  PROVIDER     shmcb, dbm, redis, memcache, dc; all if none is given
TEXT
}

rounds=4
seconds=0.4
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --rounds) rounds=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        -*) usage >&2; exit 2 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || set -- shmcb dbm redis memcache dc

install_missing redis-server redis-server memcached memcached
cd "$root"
mvn -ntp -q -Pbench -pl itests/benchmarks -am -DskipTests -DskipITs package
place=$(mktemp -d "${TMPDIR:-/tmp}/socache-bench.XXXXXX")
trap 'rm -rf "$place"' EXIT
mkdir -p "$here/results"
results=$here/results/providers.txt
: > "$results"
status=0
for provider; do
    java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "-Dfeatures.file=$root/features/src/main/feature/feature.xml" \
        -cp "$here/target/classes:$(cat "$here/target/classpath")" \
        org.socache.itests.benchmarks.ProvidersRace "$provider" "$rounds" "$seconds" "$place" "$results" || status=1
done
exit $status
