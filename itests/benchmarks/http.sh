#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races cached hits of the HTTP cache against httpd, nginx, Varnish, and a filter that only answers. Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/.ci/tools.sh"

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
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --rounds) rounds=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --connections) connections=$2; shift 2 ;;
        --profile) profile=$2; shift 2 ;;
        *) usage >&2; exit 2 ;;
    esac
done

# Debian's packages start their servers, unless the machine is in single-user mode
RUNLEVEL=1 install_missing wrk wrk curl curl apache2 apache2-bin nginx nginx-light varnishd varnish
find_jdk || die "no JDK from 17 to 23 found"
cd "$root"
archive=karaf-distribution/target/socache-karaf-0.1.0-SNAPSHOT.tar.gz
mvn -ntp -q -Pbench -pl itests/benchmarks,karaf-distribution -am -DskipTests -DskipITs package

place=$(mktemp -d "${TMPDIR:-/tmp}/socache-bench.XXXXXX")
# its servers give their privileges up
chmod 711 "$place"
started=()
stop_all() {
    [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$place"
}
trap stop_all EXIT

taken() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Ports above 32768 may be taken by outgoing connections.
free_port() {
    local port
    while :; do
        port=$((16384 + RANDOM % 16384))
        taken "$port" || { echo "$port"; return; }
    done
}

# For SOCACHE_PORT_OFFSET: all ports of a node are free there, and of a second node ten further.
free_offset() {
    local offset port
    while :; do
        offset=$((RANDOM % 21000))
        for port in 8181 8443 8101 1099 11099 8191 8453 8111 1109 11109; do
            ! taken $((port + offset)) || continue 2
        done
        echo "$offset"
        return
    done
}

origin_port=$(free_port)
httpd_port=$(free_port)
nginx_port=$(free_port)
varnish_port=$(free_port)
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

nginx_conf() { # NAME SERVER [HTTP]
    cat >"$place/$1.conf" <<TEXT
daemon off; worker_processes 2; pid $place/$1.pid; error_log $place/$1.log;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type application/octet-stream;
    client_body_temp_path $place/$1-body; proxy_temp_path $place/$1-proxy; fastcgi_temp_path $place/$1-fastcgi;
    uwsgi_temp_path $place/$1-uwsgi; scgi_temp_path $place/$1-scgi;
    ${3:-}
    server { $2 }
}
TEXT
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

start_httpd() {
    local modules=/usr/lib/apache2/modules module
    {
        for module in mpm_event authz_core cache cache_socache socache_shmcb proxy proxy_http; do
            echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        cat <<TEXT
ServerName 127.0.0.1
User daemon
Group daemon
Listen 127.0.0.1:$httpd_port
PidFile $place/httpd.pid
DefaultRuntimeDir $place
ErrorLog $place/httpd.log
Mutex file:$place default
KeepAlive On
MaxKeepAliveRequests 0
ProxyPass / http://127.0.0.1:$origin_port/
CacheEnable socache /
CacheSocache shmcb:$place/httpd-cache(67108864)
TEXT
    } >"$place/httpd.conf"
    apache2 -f "$place/httpd.conf" -DFOREGROUND >"$place/httpd.out" 2>&1 &
    httpd=$!
    started+=("$httpd")
}

start_node() { # quick|filter OFFSET on|off
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

cpu_ticks() { # CONTESTANT
    local pid sum=0 fields
    for pid in $(pids "$1"); do
        read -r -a fields < <(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) || continue
        sum=$((sum + fields[11] + fields[12]))
    done
    echo "$sum"
}

await() { # URL TEXT-IN-THE-HEAD
    local tries
    for tries in $(seq 240); do
        curl -s -o /dev/null -m 5 -D - "$1" | grep -q "$2" && return
        sleep 0.5
    done
    tail -n 3 "$place"/*.out "$place"/*.log >&2
    die "$1 did not answer within two minutes; what the servers said is above"
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

median() { # CONTESTANT SIZE COLUMN
    awk -v c="$1" -v s="$2" -v column="$3" '$1 == c && $2 == s { print $column }' "$place/measured" | sort -n \
        | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

say "Starting two nodes, httpd, nginx and Varnish"
start_origin
start_httpd
start_nginx
start_varnish
start_node quick "$quick_offset" on
start_node filter "$filter_offset" off
all=(quick filter bare httpd nginx varnish)
await "http://127.0.0.1:$origin_port/1k" " 200 "
for contestant in "${all[@]}"; do
    # while a node boots, one bundle more disturbs it
    [ "$contestant" != bare ] || add_bare_filter filter
    for size in 1k 32k; do
        case "$contestant" in
            # a node that boots may answer before the cache is there
            quick | filter) await "$(url "$contestant" $size)" "^Cache-Status: socache; hit" ;;
            *) await "$(url "$contestant" $size)" " 200 " ;;
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

mkdir -p "$here/results"
results=$here/results/http.txt
: >"$results"
for size in 1k 32k; do
    printf '\ncached hits of %sB, %s connections %12s %18s %10s\n' $size "$connections" "requests/s" "per CPU second" "p99"
    for contestant in "${all[@]}"; do
        printf '  %-32s %14.0f %18.0f %10s\n' "$contestant" "$(median "$contestant" $size 3)" "$(median "$contestant" $size 4)" \
            "$(median "$contestant" $size 5)"
    done
done
echo
ratio() { # SUBJECT PEER SIZE COLUMN SUFFIX
    awk -v a="$(median "$1" "$3" "$4")" -v b="$(median "$2" "$3" "$4")" -v name="$1-$3$5" -v peer="$2" \
        'BEGIN { printf "ratio http-%s %s %.2f\n", name, peer, a / b }' | tee -a "$results"
}
for size in 1k 32k; do
    for subject in quick filter; do
        for peer in bare httpd nginx varnish; do
            ratio "$subject" "$peer" $size 3 ""
            ratio "$subject" "$peer" $size 4 "-cpu"
        done
    done
done
