#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races large responses: from the storage disk, and of files kept open or in memory, against those of httpd, nginx and Varnish.
# Called by ./bench.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench large [--rounds N] [--seconds S] [--connections N] [--profile FILE]

  --rounds N       each number is the median of N interleaved rounds (3)
  --seconds S      what one measurement takes (4)
  --connections N  wrk's connections, all kept open (8)
  --profile FILE   instead of racing, records 20 s of 1 MB from disk, then of MMapFile, with the JDK's flight recorder:
                   FILE.disk.jfr and FILE.mmap.jfr

1 MB and 100 MB, in MB/s and, as other jobs on the machine do not disturb that, in MB for each second of CPU time of the server.
disk, httpd, nginx and varnish answer from their caches (mod_cache_disk, proxy_cache, file storage), the origin being stopped;
mmap and open are MMapFile and CacheFile, of this project and of httpd; sendfile is nginx with the files themselves.
Installs wrk, apache2-bin, nginx-light and varnish with apt-get where they are missing.
TEXT
}

rounds=3
seconds=4
connections=8
profile=
take_options "rounds seconds connections profile" "$@"

prepare_web_race large
sizes=(1m 100m)
cached=(disk httpd nginx varnish)
kept=(mmap open httpd-mmap httpd-open sendfile)
all=("${cached[@]}" "${kept[@]}")

make_files() {
    mkdir -p "$place/htdocs/mmap" "$place/htdocs/open"
    head -c 1048576 /dev/urandom >"$place/htdocs/1m"
    head -c 104857600 /dev/urandom >"$place/htdocs/100m"
    cp "$place"/htdocs/*m "$place/htdocs/mmap/"
    cp "$place"/htdocs/*m "$place/htdocs/open/"
}

start_origin() {
    nginx_conf origin \
        "listen 127.0.0.1:$origin_port; root $place/htdocs; location / { add_header Cache-Control max-age=86400; }"
    nginx -e "$place/origin.log" -c "$place/origin.conf" &
    origin=$!
    started+=("$origin")
}

start_nginx() {
    nginx_conf nginx "listen 127.0.0.1:$nginx_port; location /open/ { root $place/htdocs; }
        location / { proxy_pass http://127.0.0.1:$origin_port; proxy_cache c; }" \
        "proxy_cache_path $place/nginx-cache keys_zone=c:8m;"
    nginx -e "$place/nginx.log" -c "$place/nginx.conf" &
    nginx=$!
    started+=("$nginx")
}

start_varnish() {
    varnishd -j none -F -n "$place/varnish" -a "127.0.0.1:$varnish_port" -b "127.0.0.1:$origin_port" \
        -s "file,$place/varnish.storage,512m" >"$place/varnish.log" 2>&1 &
    varnish=$!
    started+=("$varnish")
}

start_peer() {
    mkdir -m 777 "$place/httpd-cache"
    start_httpd "$httpd_port" cache cache_disk file_cache proxy proxy_http <<TEXT
User daemon
Group daemon
Listen 127.0.0.1:$httpd_port
Mutex file:$place default
MaxKeepAliveRequests 0
EnableSendfile On
ProxyPass /cached/ http://127.0.0.1:$origin_port/
CacheEnable disk /cached/
CacheRoot $place/httpd-cache
CacheMaxFileSize 200000000
MMapFile $place/htdocs/mmap/1m $place/htdocs/mmap/100m
CacheFile $place/htdocs/open/1m $place/htdocs/open/100m
TEXT
}

start_large_node() {
    unpack_node
    # DocumentRoot has copies that the node's JVM keeps outside the heap
    export EXTRA_JAVA_OPTS="-Xmx512m -XX:MaxDirectMemorySize=512m"
    printf '%s\n' "CacheEnable = disk /cached" "CacheQuickHandler = on" >"$node/etc/org.socache.http.cfg"
    printf '%s\n' "CacheMaxFileSize = 200M" "CacheSizeLimit = 1G" >"$node/etc/org.socache.http.disk.cfg"
    echo "ProxyPass = /cached/ http://127.0.0.1:$origin_port/" >"$node/etc/org.socache.http.proxy-bench.cfg"
    printf '%s\n' "DocumentRoot = $place/htdocs" "MMapFile = mmap/*" "CacheFile = open/*" "MMapLimit = 128M" \
        >"$node/etc/org.socache.http.files.cfg"
    sed -i 's/^featuresBoot *= *\\$/&\n    socache-http-files, \\/' "$node/etc/org.apache.karaf.features.cfg"
    grep -q socache-http-files "$node/etc/org.apache.karaf.features.cfg" || die "the node has no list of features to begin with"
    (
        unset "${!KARAF_@}"
        exec "$node/bin/karaf" daemon
    ) >"$place/node.out" 2>&1 &
    # the script makes way for its JVM
    ours=$!
    started+=("$ours")
}

url() { # CONTESTANT SIZE
    case "$1" in
        disk) echo "http://127.0.0.1:$http/cached/$2" ;;
        mmap | open) echo "http://127.0.0.1:$http/$1/$2" ;;
        httpd) echo "http://127.0.0.1:$httpd_port/cached/$2" ;;
        httpd-*) echo "http://127.0.0.1:$httpd_port/${1#httpd-}/$2" ;;
        nginx) echo "http://127.0.0.1:$nginx_port/$2" ;;
        sendfile) echo "http://127.0.0.1:$nginx_port/open/$2" ;;
        varnish) echo "http://127.0.0.1:$varnish_port/$2" ;;
    esac
}

pids() { # CONTESTANT
    local parent
    case "$1" in
        disk | mmap | open) parent=$ours ;;
        httpd*) parent=$httpd ;;
        sendfile | nginx) parent=$nginx ;;
        varnish) parent=$varnish ;;
    esac
    echo "$parent"
    pgrep -P "$parent" || true
}

load() { # URL SECONDS: megabytes, and megabytes per second
    wrk -t1 -c"$connections" -d"$2s" --timeout 60s "$1" | awk '
        function mb(text) { return text ~ /GB/ ? text * 1024 : text ~ /MB/ ? text + 0 : text ~ /KB/ ? text / 1024 : 0 }
        /requests in/ { all = mb($(NF - 1)) } /Transfer\/sec/ { rate = mb($2) } /Non-2xx/ { bad = $NF }
        /Socket errors/ { bad = bad " " $0 }
        END { print all, rate, bad }'
}

measure() { # CONTESTANT SIZE: adds a line "contestant size MB/s MB-per-CPU-second"
    local before after all rate bad hertz
    hertz=$(getconf CLK_TCK)
    before=$(cpu_ticks "$1")
    read -r all rate bad < <(load "$(url "$1" "$2")" "$seconds")
    after=$(cpu_ticks "$1")
    awk "BEGIN { exit !(0${all:-} > 0) }" || die "$1 $2: wrk got no answer"
    [ -z "$bad" ] || die "$1 $2: errors among the answers: $bad"
    echo "$1 $2 $rate $(awk "BEGIN { print $all * $hertz / ($after - $before + 1) }")" >>"$place/measured"
}

typical() { # CONTESTANT SIZE COLUMN
    awk -v c="$1" -v s="$2" -v column="$3" '$1 == c && $2 == s { print $column }' "$place/measured" | median
}

is_whole() { # URL SIZE [HEADER-TEXT]
    curl -s -o "$place/page" -m 60 -D "$place/head" "$1" && cmp -s "$place/page" "$place/htdocs/$2" &&
        grep -q "${3:- 200 }" "$place/head"
}

say "Starting a node, httpd, nginx and Varnish"
make_files
start_origin
start_peer
start_nginx
start_varnish
start_large_node
await origin head_has "http://127.0.0.1:$origin_port/1m" " 200 "
for contestant in "${all[@]}"; do
    for size in "${sizes[@]}"; do
        case "$contestant" in
            disk) await "$contestant" is_whole "$(url "$contestant" "$size")" "$size" "^Cache-Status: socache; hit" ;;
            *) await "$contestant" is_whole "$(url "$contestant" "$size")" "$size" ;;
        esac
    done
done
sleep 2 # until all of the last responses are stored
kill "$origin"

for contestant in disk mmap open; do
    for size in "${sizes[@]}"; do
        load "$(url "$contestant" "$size")" $((2 * seconds)) >/dev/null
    done
done
if [ -n "$profile" ]; then
    for contestant in disk mmap; do
        "$JAVA_HOME/bin/jcmd" "$ours" JFR.start settings=profile duration=20s \
            filename="$(realpath "$profile").$contestant.jfr" >/dev/null
        load "$(url "$contestant" 1m)" 22 >/dev/null
        say "$profile.$contestant.jfr"
    done
    exit
fi
for _ in $(seq "$rounds"); do
    for size in "${sizes[@]}"; do
        for contestant in "${all[@]}"; do
            measure "$contestant" "$size"
        done
    done
done

: >"$results"
for size in "${sizes[@]}"; do
    printf '\nresponses of %s, %s connections %18s %18s\n' "$size" "$connections" "MB/s" "MB per CPU second"
    for contestant in "${all[@]}"; do
        printf '  %-32s %14.0f %18.0f\n' "$contestant" "$(typical "$contestant" "$size" 3)" "$(typical "$contestant" "$size" 4)"
    done
done
echo
compare() { # SUBJECT PEER SIZE
    ratio "large-$1-$3" "$2" "$(typical "$1" "$3" 3)" "$(typical "$2" "$3" 3)"
    ratio "large-$1-$3-cpu" "$2" "$(typical "$1" "$3" 4)" "$(typical "$2" "$3" 4)"
}
for size in "${sizes[@]}"; do
    for peer in httpd nginx varnish; do
        compare disk "$peer" "$size"
    done
    for subject in mmap open; do
        for peer in "httpd-$subject" sendfile; do
            compare "$subject" "$peer" "$size"
        done
    done
done
