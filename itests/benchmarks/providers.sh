#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races every provider, through core, against the client library below it. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench providers [--rounds N] [--seconds S] [--bytes N] [--callers N] [PROVIDER ...]

  --rounds N   each number is the median of N slices of time, in which all contestants take turns (4)
  --seconds S  length of a slice (0.4)
  --bytes N    values of that size alone (200 and 16384)
  --callers N  that many callers alone (1, 8 and 32)
  PROVIDER     shmcb, dbm, redis, memcache, dc; all if none is given
TEXT
}

rounds=4
seconds=0.4
bytes=200,16384
callers=1,8,32
take_options "rounds seconds bytes callers +rest" "$@"
set -- "${rest[@]}"
[ $# -gt 0 ] || set -- shmcb dbm redis memcache dc

install_missing redis-server redis-server memcached memcached
build_races
make_place providers
: > "$results"
status=0
for provider; do
    "$JAVA_HOME/bin/java" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "-Dfeatures.file=$root/features/src/main/feature/feature.xml" \
        -cp "$classpath" \
        org.socache.itests.benchmarks.ProvidersRace "$provider" "$rounds" "$seconds" "$bytes" "$callers" "$place" "$results" || status=1
done
exit $status
