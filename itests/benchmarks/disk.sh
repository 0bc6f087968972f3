#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the storage disk keeps of its limits, and its cleaner against httpd's. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench disk [--objects N]

  --objects N  how many objects there are (20000; the full form is 1000000 and takes 12 GB and half an hour)

Needs htcacheclean (Debian: apache2-utils) and GNU time for the comparison of the cleaners.
TEXT
}

objects=20000
take_options "objects" "$@"

build_races
make_place disk
race() {
    "$JAVA_HOME/bin/java" -Xmx512m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classpath" \
        org.socache.itests.benchmarks.DiskRace "$@"
}

race limits "$place/limits" "$objects" | tee "$results"
rm -rf "$place/limits"
if ! command -v htcacheclean >/dev/null || [ ! -x /usr/bin/time ]; then
    echo "htcacheclean or GNU time is not there: the cleaners are not compared" | tee -a "$results"
    exit 0
fi
PATIENCE=900

# A tree with the responses, cleaned to half of what is there, so that all entries have to be weighed; one after the other
# because a million entries are eight gigabytes.
clean() { # CLEANER COMMAND...
    local tree=$place/tree half
    race "$1" "$tree" "$objects"
    half=$(find "$tree" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum / 2 }')
    # httpd's search for what goes first is linear for each entry that goes, so a million take it more than that
    local status=0
    /usr/bin/time -q -o "$place/$1.time" -f "%e %M" timeout "$PATIENCE" "${@:2}" -v -p "$tree" -l "$half"B >/dev/null \
        2>"$place/$1.out" || status=$?
    case $status in
        0) ;;
        124) echo "not finished after $PATIENCE s: what was deleted is not known" >"$place/$1.out" ;;
        *) die "$1 failed: $(cat "$place/$1.out")" ;;
    esac
    rm -rf "$tree"
}
clean httpd htcacheclean
clean socache "$JAVA_HOME/bin/java" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms8m -Xmx32m -cp "$classpath" \
    org.socache.http.disk.CleanProgram
read -r theirs theirMemory <"$place/httpd.time"
read -r ours ourMemory <"$place/socache.time"
{
    printf '%-14s %10s s %10s KB   %s\n' htcacheclean "$theirs" "$theirMemory" "$(grep deleted "$place/httpd.out")"
    printf '%-14s %10s s %10s KB   %s\n' socache "$ours" "$ourMemory" "$(grep deleted "$place/socache.out")"
} | tee -a "$results"
ratio disk-clean-time htcacheclean "$theirs" "$ours"
ratio disk-clean-memory htcacheclean "$theirMemory" "$ourMemory"
