#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the storage disk keeps of its limits, and its cleaner against httpd's. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

usage() {
    cat <<'TEXT'
usage: ./bench disk [--objects N]

  --objects N  how many objects there are (20000; the full form is 1000000 and takes some 10 GB and half an hour)

Needs htcacheclean (Debian: apache2-utils) and GNU time for the comparison of the cleaners.
TEXT
}

objects=20000
while [ $# -gt 0 ]; do
    case "$1" in
        --objects) objects=$2; shift 2 ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done

cd "$root"
mvn -ntp -q -Pbench -pl itests/benchmarks -am -DskipTests package
place=$(mktemp -d "${TMPDIR:-/tmp}/socache-bench.XXXXXX")
trap 'rm -rf "$place"' EXIT
classpath=$here/target/classes:$(cat "$here/target/classpath")
race() { java -Xmx512m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classpath" org.socache.itests.benchmarks.DiskRace "$@"; }
mkdir -p "$here/results"
results=$here/results/disk.txt

race limits "$place/limits" "$objects" | tee "$results"
rm -rf "$place/limits"
if ! command -v htcacheclean >/dev/null || [ ! -x /usr/bin/time ]; then
    echo "htcacheclean or GNU time is not there: the cleaners are not compared" | tee -a "$results"
    exit 0
fi
race trees "$place/trees" "$objects"
# half of what is there, so that both have to choose
half() { find "$place/trees/$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum / 2 }'; }
measured() { /usr/bin/time -o "$place/$1.time" -f "%e %M" "${@:2}" >/dev/null 2>"$place/$1.out" || cat "$place/$1.out"; }
measured htcacheclean htcacheclean -v -p "$place/trees/httpd" -l "$(half httpd)"B
measured socache java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms8m -Xmx32m -cp "$classpath" \
    org.socache.http.disk.clean.Main -v -p "$place/trees/socache" -l "$(half socache)"B
read -r theirs theirMemory <"$place/htcacheclean.time"
read -r ours ourMemory <"$place/socache.time"
{
    printf '%-14s %10s s %10s KB   %s\n' htcacheclean "$theirs" "$theirMemory" "$(grep deleted "$place/htcacheclean.out")"
    printf '%-14s %10s s %10s KB   %s\n' socache "$ours" "$ourMemory" "$(grep deleted "$place/socache.out")"
    echo "ratio disk-clean-time htcacheclean $(awk "BEGIN { printf \"%.2f\", $theirs / ($ours + 0.001) }")"
    echo "ratio disk-clean-memory htcacheclean $(awk "BEGIN { printf \"%.2f\", $theirMemory / $ourMemory }")"
} | tee -a "$results"
