# SPDX-License-Identifier: Apache-2.0
# What the races of whole servers share: a node of the distribution, an httpd, medians and ratios. Sourced, never run.
# Before: root, place (a directory of this race), results (a file). Everything listens on 127.0.0.1, below 32768.

. "$root/.ci/tools.sh"

archive=$root/karaf-distribution/target/socache-karaf-0.1.0-SNAPSHOT.tar.gz
node=$place/node
started=()

# Only what this race has started.
end_all() {
    local pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null
    done
    wait
    rm -rf "$place"
}

answers() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        answers "$port" || break
    done
    echo "$port"
}

await() { # WHAT COMMAND...
    local what=$1 deadline=$((SECONDS + 90))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || silent "$what"
        sleep 0.1
    done
}

silent() { # WHAT
    tail -n 5 "$place"/*.out "$place"/*.log "$place"/*/data/log/karaf.log >&2 2>/dev/null || true
    die "no $1 after 90 seconds; what the servers said is above"
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
    SOCACHE_PORT_OFFSET=$((1000 + RANDOM % 15000))
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
    started+=($!)
    await "httpd on port $port" answers "$port"
}

median() {
    sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# What failed to be measured is no number, and must not look like one.
ratio() { # SUBJECT PEER NUMBER NUMBER
    awk -v a="$3" -v b="$4" 'BEGIN { exit !(a + 0 > 0 && b + 0 > 0) }' || die "$1 and $2: no ratio of \"$3\" and \"$4\""
    awk -v s="$1" -v p="$2" -v a="$3" -v b="$4" 'BEGIN { printf "ratio %s %s %.2f\n", s, p, a / b }' | tee -a "$results"
}
