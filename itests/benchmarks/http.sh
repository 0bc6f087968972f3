#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races cached hits of the HTTP cache against httpd, nginx, Varnish, and a filter that only answers. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench http [--rounds N] [--seconds S] [--connections N] [--profile FILE]

  --rounds N       each number is the median of N interleaved rounds (3)
  --seconds S      what one measurement takes (3); warming up a JVM takes three times as long
  --connections N  wrk's connections, all kept open (32)
  --profile FILE   instead of racing, records 20 s of our hits of 1 kB, first those of the quick handler, then those of the
                   filter, with the JDK's flight recorder: FILE.quick.jfr and FILE.filter.jfr

The origin is stopped before anything is measured: what answers then, answers from its cache. The second table and the ratios
whose subject ends in -cpu count requests per second of CPU time of the server's processes, which other jobs on the machine
do not disturb. Installs wrk, apache2-bin, nginx-light and varnish with apt-get where they are missing.
TEXT
}

rounds=3
seconds=3
connections=32
profile=
take_options "rounds seconds connections profile" "$@"

prepare_web_race http
quick_offset=$(free_offset)
filter_offset=$((quick_offset + 10))

start_origin() {
    mkdir -p "$place/www"
    head -c 1024 /dev/urandom >"$place/www/1k"
    head -c 32768 /dev/urandom >"$place/www/32k"
    nginx_conf origin "listen 127.0.0.1:$origin_port; root $place/www; location / { add_header Cache-Control max-age=86400; }"
    nginx -e "$place/origin.log" -c "$place/origin.conf" &
    origin=$!
    started+=("$origin")
}

start_nginx() {
    nginx_conf nginx "listen 127.0.0.1:$nginx_port; location / { proxy_pass http://127.0.0.1:$origin_port; proxy_cache c; }" \
        "proxy_cache_path $place/nginx-cache keys_zone=c:8m;"
    nginx -e "$place/nginx.log" -c "$place/nginx.conf" &
    nginx=$!
    started+=("$nginx")
}

start_varnish() {
    varnishd -j none -F -n "$place/varnish" -a "127.0.0.1:$varnish_port" -b "127.0.0.1:$origin_port" -s malloc,64m \
        >"$place/varnish.log" 2>&1 &
    varnish=$!
    started+=("$varnish")
}

start_peer() {
    start_httpd "$httpd_port" cache cache_socache socache_shmcb proxy proxy_http <<TEXT
User daemon
Group daemon
Listen 127.0.0.1:$httpd_port
Mutex file:$place default
MaxKeepAliveRequests 0
ProxyPass / http://127.0.0.1:$origin_port/
CacheEnable socache /
CacheSocache shmcb:$place/httpd-cache(67108864)
TEXT
}

start_cache() { # quick|filter OFFSET on|off
    mkdir "$place/$1"
    tar -xzf "$archive" -C "$place/$1" --strip-components=1
    printf '%s\n' "CacheEnable = socache /" "CacheSocache = shmcb:data/http.cache(67108864)" "CacheQuickHandler = $3" \
        >"$place/$1/etc/org.socache.http.cfg"
    echo "ProxyPass = / http://127.0.0.1:$origin_port/" >"$place/$1/etc/org.socache.http.proxy-bench.cfg"
    (
        unset "${!KARAF_@}"
        SOCACHE_PORT_OFFSET=$2 SOCACHE_ADMIN_PASSWORD=$(head -c 12 /dev/urandom | base64) exec "$place/$1/bin/karaf" daemon
    ) >"$place/$1.out" 2>&1 &
    # the script makes way for its JVM
    printf -v "$1" %s $!
    started+=($!)
}

# A bundle with the one class, for the hot deployment folder.
add_bare_filter() { # NODE
    printf '%s\n' "Bundle-ManifestVersion: 2" "Bundle-SymbolicName: org.socache.itests.benchmarks.bare" \
        "Bundle-Version: 1" "Bundle-Activator: org.socache.itests.benchmarks.bare.BareFilter" \
        "Import-Package: javax.servlet;version=\"[3,5)\",javax.servlet.http;version=\"[3,5)\",org.osgi.framework" \
        >"$place/manifest"
    "$JAVA_HOME/bin/jar" cfm "$place/bare.jar" "$place/manifest" -C "$here/target/classes" org/socache/itests/benchmarks/bare
    mv "$place/bare.jar" "$place/$1/deploy/"
}

url() { # CONTESTANT SIZE
    case "$1" in
        quick) echo "http://127.0.0.1:$((8181 + quick_offset))/$2" ;;
        filter) echo "http://127.0.0.1:$((8181 + filter_offset))/$2" ;;
        bare) echo "http://127.0.0.1:$((8181 + filter_offset))/bare/$2" ;;
        httpd) echo "http://127.0.0.1:$httpd_port/$2" ;;
        nginx) echo "http://127.0.0.1:$nginx_port/$2" ;;
        varnish) echo "http://127.0.0.1:$varnish_port/$2" ;;
    esac
}

pids() { # CONTESTANT
    local parent=${1/bare/filter}
    echo "${!parent}"
    pgrep -P "${!parent}" || true
}

load() { # URL SECONDS: requests per second and p99
    wrk -t1 -c"$connections" -d"$2s" --latency "$1" | awk '
        /99%/ { p99 = $2 } /requests in/ { n = $1 } /Requests\/sec/ { rps = $2 } /Non-2xx/ { bad = $NF }
        /Socket errors/ { bad = bad " " $0 }
        END { print n, rps, p99, bad }'
}

measure() { # CONTESTANT SIZE: adds a line "contestant size rps requests-per-CPU-second p99"
    local before after n rps p99 bad hertz
    hertz=$(getconf CLK_TCK)
    before=$(cpu_ticks "$1")
    read -r n rps p99 bad < <(load "$(url "$1" "$2")" "$seconds")
    after=$(cpu_ticks "$1")
    [ "${n:-0}" -gt 0 ] || die "$1 $2: wrk got no answer"
    [ -z "$bad" ] || die "$1 $2: errors among the answers: $bad"
    echo "$1 $2 $rps $(awk "BEGIN { print $n * $hertz / ($after - $before + 1) }") $p99" >>"$place/measured"
}

typical() { # CONTESTANT SIZE COLUMN
    awk -v c="$1" -v s="$2" -v column="$3" '$1 == c && $2 == s { print $column }' "$place/measured" | median
}

say "Starting two nodes, httpd, nginx and Varnish"
start_origin
start_peer
start_nginx
start_varnish
start_cache quick "$quick_offset" on
start_cache filter "$filter_offset" off
all=(quick filter bare httpd nginx varnish)
await origin head_has "http://127.0.0.1:$origin_port/1k" " 200 "
for contestant in "${all[@]}"; do
    # while a node boots, one bundle more disturbs it
    [ "$contestant" != bare ] || add_bare_filter filter
    for size in 1k 32k; do
        case "$contestant" in
            # a node that boots may answer before the cache is there
            quick | filter) await "$contestant" head_has "$(url "$contestant" $size)" "^Cache-Status: socache; hit" ;;
            *) await "$contestant" head_has "$(url "$contestant" $size)" " 200 " ;;
        esac
    done
done

record() { # NODE
    "$JAVA_HOME/bin/jcmd" "${!1}" JFR.start settings=profile duration=20s filename="$(realpath "$profile").$1.jfr" \
        >/dev/null
    load "$(url "$1" 1k)" 22 >/dev/null
    say "$profile.$1.jfr"
}

sleep 2 # until all of the last responses are stored
kill "$origin"
for contestant in quick filter bare; do
    for size in 1k 32k; do
        load "$(url "$contestant" $size)" $((3 * seconds)) >/dev/null
    done
done
if [ -n "$profile" ]; then
    record quick
    record filter
    exit
fi
for _ in $(seq "$rounds"); do
    for size in 1k 32k; do
        for contestant in "${all[@]}"; do
            measure "$contestant" $size
        done
    done
done

: >"$results"
for size in 1k 32k; do
    printf '\ncached hits of %sB, %s connections %12s %18s %10s\n' $size "$connections" "requests/s" "per CPU second" "p99"
    for contestant in "${all[@]}"; do
        printf '  %-32s %14.0f %18.0f %10s\n' "$contestant" "$(typical "$contestant" $size 3)" "$(typical "$contestant" $size 4)" \
            "$(typical "$contestant" $size 5)"
    done
done
echo
compare() { # SUBJECT PEER SIZE COLUMN SUFFIX
    ratio "http-$1-$3$5" "$2" "$(typical "$1" "$3" "$4")" "$(typical "$2" "$3" "$4")"
}
for size in 1k 32k; do
    for subject in quick filter; do
        for peer in bare httpd nginx varnish; do
            compare "$subject" "$peer" $size 3 ""
            compare "$subject" "$peer" $size 4 "-cpu"
        done
    done
done
