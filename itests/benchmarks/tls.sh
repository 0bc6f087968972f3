#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races TLS handshakes, full and resumed, against httpd's mod_ssl. Called by ./bench.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench tls [--rounds N] [--seconds S]

Handshakes per second of a node of the distribution and of httpd with mod_ssl and shmcb, in turns, with the same P-256
certificate, by two clients (openssl s_time) on the same machine. In TLS 1.3 each client gets a page too: the ticket comes after
the handshake. Session tickets that the client keeps are off in both, so that the cache has the session.

  --rounds N   each number is the median of N rounds (3)
  --seconds S  length of a turn, about (1)
TEXT
}

rounds=3
seconds=1
take_options "rounds seconds" "$@"

make_place tls
install_missing openssl openssl curl curl redis-server redis-server apache2 apache2-bin

peer=$(free_port)

start_peer() {
    local password
    password=$(sed -n 's/^org.ops4j.pax.web.ssl.keystore.password = //p' "$node/etc/org.ops4j.pax.web.cfg")
    openssl pkcs12 -in "$node/etc/https.p12" -passin "pass:$password" -nodes -out "$place/server.pem" 2>/dev/null
    start_httpd "$peer" ssl socache_shmcb <<TEXT
Listen 127.0.0.1:$peer
SSLSessionCache shmcb:$place/httpd.sessions(8000000)
SSLSessionTickets off
SSLEngine on
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLCertificateFile $place/server.pem
SSLCertificateKeyFile $place/server.pem
TEXT
}

# Connections per second of two clients; the second word says new or reuse.
rate() { # PORT VERSION new|reuse PAGE
    local page=()
    [ "$2" = tls1_2 ] || page=(-www "$4")
    local start end client
    start=$(date +%s%N)
    for client in 1 2; do
        openssl s_time -connect "127.0.0.1:$1" "-$2" "-$3" -time "$seconds" "${page[@]}" >"$place/client$client" 2>&1 &
        clients[client]=$!
    done
    wait "${clients[@]}"
    end=$(date +%s%N)
    sed -n 's/^\([0-9]*\) connections in .* real seconds.*/\1/p' "$place"/client[12] >"$place/connections"
    [ "$(wc -l <"$place/connections")" -eq 2 ] ||
        die "$3 connections of $2 to port $1 failed: $(tail -n 3 "$place"/client[12])"
    awk -v t=$((end - start)) '{ n += $1 } END { printf "%.0f\n", n * 1e9 / t }' "$place/connections"
}

# The first session that the client makes is new, the others must not be.
assert_resumes() { # PORT NAME
    local version output
    for version in tls1_2 tls1_3; do
        printf 'GET /page HTTP/1.0\r\n\r\n' | openssl s_client -connect "127.0.0.1:$1" "-$version" -ign_eof \
            -sess_out "$place/session" >"$place/out" 2>&1
        output=$(printf 'GET /page HTTP/1.0\r\n\r\n' | openssl s_client -connect "127.0.0.1:$1" "-$version" -ign_eof \
            -sess_in "$place/session" 2>/dev/null)
        case "$output" in
            *"Reused, TLS"*) ;;
            *) die "$2 does not resume $version" ;;
        esac
    done
}

use_cache() { # NAME SPECIFICATION
    configure org.socache.ssl.session.cfg SSLSessionCache "$2"
    case "$1" in
        local) sleep 3 ;;
        shmcb) await "session cache in shared memory" test -f "$place/node.sessions" ; sleep 2 ;;
        redis) await "session in redis" stored_in_redis ;;
    esac
    assert_resumes "$https" "the node with $1"
}

stored_in_redis() {
    openssl s_client -connect "127.0.0.1:$https" -tls1_2 </dev/null >/dev/null 2>&1
    [ "$(redis-cli -p "$redis" dbsize)" -gt 0 ]
}

race() { # CACHE
    local version kind round
    for round in $(seq "$rounds"); do
        for version in tls1_2 tls1_3; do
            for kind in new reuse; do
                rate "$https" $version $kind /nothing >>"$place/$1-$version-$kind-socache"
                rate "$peer" $version $kind /nothing >>"$place/$1-$version-$kind-httpd"
            done
        done
    done
    for version in tls1_2 tls1_3; do
        local -A ours=() theirs=()
        for kind in new reuse; do
            ours[$kind]=$(median <"$place/$1-$version-$kind-socache")
            theirs[$kind]=$(median <"$place/$1-$version-$kind-httpd")
        done
        printf '%-6s %-7s %9s %9s %9s %9s\n' "$1" "$version" "${ours[new]}" "${ours[reuse]}" "${theirs[new]}" "${theirs[reuse]}"
        {
            ratio "socache-$1-$version-full" httpd-shmcb "${ours[new]}" "${theirs[new]}"
            ratio "socache-$1-$version-resumed" httpd-shmcb "${ours[reuse]}" "${theirs[reuse]}"
            ratio "socache-$1-$version-resumed" "socache-$1-$version-full" "${ours[reuse]}" "${ours[new]}"
        } >>"$place/ratios"
    done
}

need_node
unpack_node
"$node/bin/https" >/dev/null || die "bin/https failed"
configure org.apache.karaf.features.cfg 'featuresBoot' 'socache-provider-redis, \\'
start_redis
start_node
await "HTTPS of the node" answers "$https"
start_peer
assert_resumes "$peer" httpd
: >"$results"
# the JVM compiles what every handshake runs
use_cache shmcb "shmcb:$place/node.sessions(8M)"
for kind in new reuse new reuse; do
    for version in tls1_2 tls1_3; do
        seconds=2 rate "$https" $version $kind /nothing >/dev/null
    done
done
echo "TLS handshakes per second, two clients: full and resumed by socache, full and resumed by httpd"
printf '%-6s %-7s %9s %9s %9s %9s\n' cache version full resumed "httpd" "resumed"
race shmcb
use_cache redis "redis:127.0.0.1:$redis"
race redis
use_cache local none
race local
cat "$place/ratios"
