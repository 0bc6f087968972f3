# SPDX-License-Identifier: Apache-2.0
# What the races share: options, a directory, ports, a node of the distribution, an httpd, medians and ratios. Sourced, never run.
# Before: root, here (the directory of the races), usage. Everything listens on 127.0.0.1, below 32768.

. "$root/.ci/tools.sh"

archive=$root/karaf-distribution/target/socache-karaf-0.1.0-SNAPSHOT.tar.gz
started=()
find_jdk || die "no JDK from 17 to 23 found"

# Options from the front of the arguments into the variables of their names; what is behind them into rest, if there may be
# something: +rest. An option whose default is a number takes a number.
take_options() { # "NAME ... [+rest]" ARGUMENT...
    local names=" $1 " name
    shift
    while [[ "${1:-}" == -* ]]; do
        case "$1" in -h | --help) usage; exit 0 ;; esac
        name=${1#--}
        [[ $# -ge 2 && $names == *" $name "* ]] || { usage >&2; exit 2; }
        [[ -z "${!name}" || "$2" =~ ^[0-9]+(\.[0-9]+)?$ ]] || die "$1 $2: not a number"
        printf -v "$name" %s "$2"
        shift 2
    done
    [[ $# -eq 0 || $names == *" +rest "* ]] || { usage >&2; exit 2; }
    rest=("$@")
}

# A directory that ends with the race, with all that it has started; and where the results go.
make_place() { # RACE [PARENT]
    place=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/socache-race.XXXXXX") || die "no directory for the race"
    trap end_all EXIT
    node=$place/node
    results=$here/results/$1.txt
    mkdir -p "$here/results"
}

# Only what this race has started.
end_all() {
    local pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$place"
}

build_races() { # [MODULE]
    (cd "$root" && mvn -ntp -q -Pbench -pl "itests/benchmarks${1:+,$1}" -am -DskipTests -DskipITs package) ||
        die "the build failed"
    classpath=$here/target/classes:$(cat "$here/target/classpath")
}

answers() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Ports above 32768 may be taken by outgoing connections.
free_port() {
    local port
    while :; do
        port=$((16384 + RANDOM % 16384))
        answers "$port" || break
    done
    echo "$port"
}

# For SOCACHE_PORT_OFFSET: all ports of a node are free there, and of a second node ten further.
free_offset() {
    local offset port
    while :; do
        offset=$((RANDOM % 21000))
        for port in 8181 8443 8101 1099 11099 8191 8453 8111 1109 11109; do
            ! answers $((port + offset)) || continue 2
        done
        echo "$offset"
        return
    done
}

await() { # WHAT COMMAND...
    local what=$1 deadline=$((SECONDS + 120))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || silent "$what"
        sleep 0.1
    done
}

silent() { # WHAT
    tail -n 5 "$place"/*.out "$place"/*.log "$place"/*/data/log/karaf.log >&2 2>/dev/null || true
    die "no $1 after 120 seconds; what the servers said is above"
}

need_node() {
    [ -f "$archive" ] && [ -z "$(find "$root/bundles" "$root/features" "$root/karaf-distribution" -name target -prune -o \
        -type f -newer "$archive" -print -quit)" ] && return
    say "Building the distribution"
    (cd "$root" && mvn -ntp -q -DskipTests -pl karaf-distribution -am package) || die "the build failed"
}

unpack_node() {
    mkdir -p "$node"
    tar -xzf "$archive" -C "$node" --strip-components=1
    # room for two servers and two clients on a small machine
    export EXTRA_JAVA_OPTS="-Xmx512m" SOCACHE_ADMIN_PASSWORD=for-the-race-only
    SOCACHE_PORT_OFFSET=$(free_offset)
    export SOCACHE_PORT_OFFSET
    http=$((8181 + SOCACHE_PORT_OFFSET))
    https=$((8443 + SOCACHE_PORT_OFFSET))
}

start_node() {
    setsid "$node/bin/karaf" daemon >"$place/node.out" 2>&1 &
    started+=($!)
    await "demo page of the node" curl -sf -o "$place/page" "http://127.0.0.1:$http/demo/"
}

# One line of a cfg file, which a running node follows within a second.
configure() { # FILE KEY VALUE
    local file=$node/etc/$1
    touch "$file"
    if grep -qi "^#\?$2 *=" "$file"; then
        sed "s|^#\?$2 *=.*|$2 = $3|I" "$file" >"$file.draft" && mv "$file.draft" "$file"
    else
        echo "$2 = $3" >>"$file"
    fi
}

start_redis() {
    redis=$(free_port)
    redis-server --port "$redis" --bind 127.0.0.1 --save '' --dir "$place" >"$place/redis.out" &
    started+=($!)
    await redis redis-cli -p "$redis" ping
}

# Reads the configuration from its standard input, after the modules of the arguments.
start_httpd() { # PORT MODULE...
    local port=$1 module
    shift
    mkdir -p "$place/htdocs/private"
    echo page >"$place/htdocs/page"
    echo page >"$place/htdocs/private/page"
    {
        echo "ServerName localhost"
        echo "PidFile $place/httpd.pid"
        echo "ErrorLog $place/httpd.log"
        echo "DefaultRuntimeDir $place"
        echo "DocumentRoot $place/htdocs"
        for module in mpm_event authz_core "$@"; do
            echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        done
        cat
    } >"$place/httpd.conf"
    /usr/sbin/apache2 -d "$place" -f "$place/httpd.conf" -DFOREGROUND >"$place/httpd.out" 2>&1 &
    httpd=$!
    started+=("$httpd")
    await "httpd on port $port" answers "$port"
}

# The web servers, built and installed, a place for their files, and a port for each.
prepare_web_race() { # NAME
    # Debian's packages start their servers, unless the machine is in single-user mode
    RUNLEVEL=1 install_missing wrk wrk curl curl apache2 apache2-bin nginx nginx-light varnishd varnish
    build_races karaf-distribution
    make_place "$1"
    # the servers give their privileges up
    chmod 711 "$place"
    origin_port=$(free_port)
    httpd_port=$(free_port)
    nginx_port=$(free_port)
    varnish_port=$(free_port)
}

# A configuration for nginx -c.
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

head_has() { # URL TEXT
    curl -s -o "$place/page" -m 5 -D - "$1" | grep "$2"
}

# CPU time so far of all processes of a contestant, which the race's own pids tells.
cpu_ticks() { # CONTESTANT
    local pid sum=0 fields
    for pid in $(pids "$1"); do
        read -r -a fields < <(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) || continue
        sum=$((sum + fields[11] + fields[12]))
    done
    echo "$sum"
}

median() {
    sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# What failed to be measured is no number, and must not look like one.
ratio() { # SUBJECT PEER NUMBER NUMBER
    awk -v a="$3" -v b="$4" 'BEGIN { exit !(a + 0 > 0 && b + 0 > 0) }' || die "$1 and $2: no ratio of \"$3\" and \"$4\""
    awk -v s="$1" -v p="$2" -v a="$3" -v b="$4" 'BEGIN { printf "ratio %s %s %.2f\n", s, p, a / b }' | tee -a "$results"
}
