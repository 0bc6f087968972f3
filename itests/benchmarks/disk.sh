#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the storage disk keeps of its limits, and its cleaner against httpd's. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench disk [--objects N] [--keep DIR] [--cold 1] [--cleaned N]

  --objects N  how many objects there are (20000); with 1000000 the files take 6 GB, and filling half an hour
  --keep DIR   fills DIR once and keeps it; later runs only start on what is there, go on with the requests, and measure hits
  --cold 1     empties the system's page cache before each turn, so that the walks find nothing in memory; superuser only
  --cleaned N  entries in the trees for the cleaners (20000); 0: the cleaners are not compared

The comparison of the cleaners needs htcacheclean (Debian: apache2-utils), GNU time, and 12 GB for a million entries, in /dev/shm
or TMPDIR.
TEXT
}

objects=20000
keep=
cold=0
cleaned=20000
take_options "objects keep cold cleaned" "$@"
[ "$cold" = 0 ] || [ -w /proc/sys/vm/drop_caches ] || die "--cold: only the superuser may empty the page cache"

build_races
make_place disk
race() {
    "$JAVA_HOME/bin/java" -Xmx512m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classpath" \
        org.socache.itests.benchmarks.DiskRace "$@"
}

kept=${keep:-$place/limits}
if [ ! -f "$kept/position" ]; then
    [ ! -d "$kept/tree" ] || die "$kept was filled, but not to the end: delete it and start again"
    say "Filling $kept"
    mkdir -p "$kept"
    race fill "$kept" "$objects" | tee "$kept/filled.txt"
else
    say "$kept was filled before:"
    cat "$kept/filled.txt"
fi
cp "$kept/filled.txt" "$results"
race hits "$kept" "$objects" "$cold" | tee -a "$results"
rm -rf "$place/limits"

[ "$cleaned" != 0 ] || exit 0
if ! command -v htcacheclean >/dev/null || [ ! -x /usr/bin/time ]; then
    say "htcacheclean or GNU time is not there: the cleaners are not compared" | tee -a "$results"
    exit 0
fi

# Trees with the same responses, in memory where there is room, so that no disk decides: how long it takes to look at all of it,
# and to delete the oldest hundredth. Half of a million would never end: htcacheclean goes through all entries for each that goes.
PATIENCE=900
trees=$place/trees
if [ -w /dev/shm ] && [ "$(df --output=avail /dev/shm | tail -n 1)" -gt $((cleaned * 12)) ]; then
    trees=$(mktemp -d /dev/shm/socache-race.XXXXXX)
    trap 'rm -rf "$trees"; end_all' EXIT
fi
declare -A cpu memory

clean() { # CLEANER WHAT LIMIT OPTIONS COMMAND...
    local status=0 elapsed user system
    # shellcheck disable=SC2086
    /usr/bin/time -q -o "$place/time" -f "%e %U %S %M" timeout "$PATIENCE" "${@:5}" $4 -v -p "$trees/$1" -l "$3B" \
        >/dev/null 2>"$place/$1.out" || status=$?
    case $status in
        0) ;;
        124) die "$1 had not finished after $PATIENCE s; use a smaller --cleaned" ;;
        *) die "$1 failed: $(cat "$place/$1.out")" ;;
    esac
    read -r elapsed user system memory[$1-$2] <"$place/time"
    cpu[$1-$2]=$(awk -v u="$user" -v s="$system" 'BEGIN { printf "%.2f", u + s }')
    printf '%-12s %-10s %8s s %8s s of CPU %8s KB   %s\n' "$1" "$2" "$elapsed" "${cpu[$1-$2]}" "${memory[$1-$2]}" \
        "$(grep 'entries deleted' "$place/$1.out")" | tee -a "$results"
}

# One after the other: a million entries are eight gigabytes.
contest() { # CLEANER COMMAND...
    local all
    race "$1" "$trees/$1" "$cleaned"
    all=$(find "$trees/$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum }')
    clean "$1" look $((all * 2)) -D "${@:2}"
    clean "$1" hundredth $((all / 100 * 99)) "" "${@:2}"
    rm -rf "${trees:?}/$1"
}

contest httpd htcacheclean
contest socache "$JAVA_HOME/bin/java" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms8m -Xmx32m -cp "$classpath" \
    org.socache.http.disk.CleanProgram
for what in look hundredth; do
    ratio "disk-clean-$what-cpu" htcacheclean "${cpu[httpd-$what]}" "${cpu[socache-$what]}"
    ratio "disk-clean-$what-memory" htcacheclean "${memory[httpd-$what]}" "${memory[socache-$what]}"
done
