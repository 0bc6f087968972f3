#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Races logins against httpd's mod_authn_socache. Called by ./bench.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib/race.sh"

usage() {
    cat <<'TEXT'
usage: ./bench authn [--rounds N] [--seconds S] [--cost C]

Requests per second for a page behind Basic authentication, with and without the authentication cache: a node of the
distribution and httpd with mod_authn_socache (shmcb), in turns, by one client (ab, four connections kept alive), with the same
bcrypt htpasswd file; httpd also with that file's hashes in an SQLite database (mod_authn_dbd), if its driver is there. httpd's
cache saves the look-up and checks the hash at every request; ours remembers that it was right.

  --rounds N   each number is the median of N rounds (3)
  --seconds S  length of a turn (2)
  --cost C     bcrypt's cost, 4 to 17; htpasswd's own is 5 (10, about 50 ms)
TEXT
}

rounds=3
seconds=2
cost=10
take_options "rounds seconds cost" "$@"

make_place authn
install_missing htpasswd apache2-utils ab apache2-utils curl curl redis-server redis-server apache2 apache2-bin

peer=$(free_port)
chmod 755 "$place"
htpasswd -cbB -C "$cost" "$place/users" alice secret 2>/dev/null || die "htpasswd failed"
chmod 644 "$place/users"

guard() { # PROVIDERS
    cat >"$node/etc/org.socache.authn.location-race.cfg" <<TEXT
Location = /demo/count
AuthName = race
AuthBasicProvider = $1
AuthUserFile = $place/users
TEXT
}

start_peer() {
    local modules=(authn_core authn_file authn_socache authz_user auth_basic alias socache_shmcb)
    local database=''
    if make_database; then
        modules+=(dbd authn_dbd)
        database="DBDriver sqlite3
DBDParams $place/users.db
<Location /dbd>
  AuthBasicProvider dbd
  AuthDBDUserPWQuery \"SELECT password FROM users WHERE name = %s\"
</Location>
<Location /cached-dbd>
  AuthBasicProvider socache dbd
  AuthDBDUserPWQuery \"SELECT password FROM users WHERE name = %s\"
  AuthnCacheProvideFor dbd
  AuthnCacheContext race-dbd
</Location>"
    fi
    start_httpd "$peer" "${modules[@]}" <<TEXT
Listen 127.0.0.1:$peer
MaxKeepAliveRequests 0
AuthnCacheSOCache shmcb:$place/httpd.authn(512000)
AliasMatch ^/(file|cached|dbd|cached-dbd)/ $place/htdocs/page
<Location />
  AuthType Basic
  AuthName race
  AuthUserFile $place/users
  AuthBasicProvider file
  Require valid-user
</Location>
<Location /cached>
  AuthBasicProvider socache file
  AuthnCacheProvideFor file
  AuthnCacheContext race
</Location>
$database
TEXT
}

# mod_dbd's driver and a tool to fill the database are not on every machine.
make_database() {
    ls /usr/lib/*/apr-util-1/apr_dbd_sqlite3.so >/dev/null 2>&1 && command -v sqlite3 >/dev/null || return
    sqlite3 "$place/users.db" "CREATE TABLE users (name TEXT PRIMARY KEY, password TEXT);
        INSERT INTO users VALUES ('alice', '$(sed 's/^alice://' "$place/users")')"
    chmod 644 "$place/users.db"
}

status_is() { # STATUS URL [CREDENTIALS]
    [ "$(curl -s -o "$place/page" -w '%{http_code}' ${3:+-u "$3"} "$2")" = "$1" ]
}

rate() { # URL
    local number
    ab -q -k -c 4 -t "$seconds" -n 1000000 -A alice:secret "$1" >"$place/ab" 2>&1 ||
        die "ab $1 failed: $(tail -n 3 "$place/ab")"
    ! grep -q '^Non-2xx' "$place/ab" || die "$1 was refused: $(grep '^Non-2xx' "$place/ab")"
    number=$(awk '/^Requests per second/ { printf "%.0f", $4 }' "$place/ab")
    [ -n "$number" ] || die "ab $1 measured nothing: $(tail -n 3 "$place/ab")"
    echo "$number"
}

# Median of the rounds of both, in turns.
race() { # SUBJECT PAGE-OF-HTTPD
    local round
    for round in $(seq "$rounds"); do
        rate "http://127.0.0.1:$http/demo/count" >>"$place/$1-ours"
        rate "http://127.0.0.1:$peer/$2/page" >>"$place/$1-theirs"
    done
    ours=$(median <"$place/$1-ours")
    theirs=$(median <"$place/$1-theirs")
    printf '%-16s %9s %9s\n' "$1" "$ours" "$theirs"
}

stored_in_redis() {
    status_is 200 "http://127.0.0.1:$http/demo/count" alice:secret && [ "$(redis-cli -p "$redis" dbsize)" -gt 0 ]
}

need_node
unpack_node
configure org.apache.karaf.features.cfg featuresBoot 'socache-authn-http, socache-provider-redis, \\'
cp "$root/bundles/authn-cache/src/main/cfg/org.socache.authn.cfg" "$node/etc/"
configure org.socache.authn.cfg AuthnCacheProvideFor file
configure org.socache.authn.cfg AuthnCacheSOCache "shmcb:$place/node.authn(512000)"
guard file
start_redis
start_node
await "guard of the node" status_is 401 "http://127.0.0.1:$http/demo/count"
start_peer
: >"$results"
echo "requests per second behind Basic authentication, bcrypt of cost $cost: socache and httpd"
printf '%-16s %9s %9s\n' '' socache httpd
rate "http://127.0.0.1:$http/demo/count" >/dev/null
race uncached file
bare=$ours
ratio socache-uncached httpd-uncached "$ours" "$theirs" >>"$place/ratios"

guard 'socache file'
await "entry in shared memory" test -f "$place/node.authn"
sleep 1
# the JVM compiles what every request runs
for warm in 1 2 3; do
    rate "http://127.0.0.1:$http/demo/count" >/dev/null
done
race shmcb cached
ratio socache-shmcb httpd-shmcb "$ours" "$theirs" >>"$place/ratios"
ratio socache-shmcb socache-uncached "$ours" "$bare" >>"$place/ratios"
shared=$ours

configure org.socache.authn.cfg AuthnCacheSOCache "redis:127.0.0.1:$redis"
await "entry in redis" stored_in_redis
race redis cached
ratio socache-redis httpd-shmcb "$ours" "$theirs" >>"$place/ratios"
ratio socache-redis socache-uncached "$ours" "$bare" >>"$place/ratios"

if [ -f "$place/users.db" ]; then
    rate "http://127.0.0.1:$peer/dbd/page" >"$place/dbd"
    rate "http://127.0.0.1:$peer/cached-dbd/page" >"$place/cached-dbd"
    printf '%-16s %9s %9s\n' dbd - "$(cat "$place/dbd")" 'dbd, cached' - "$(cat "$place/cached-dbd")"
    ratio socache-shmcb httpd-shmcb-dbd "$shared" "$(cat "$place/cached-dbd")" >>"$place/ratios"
fi
cat "$place/ratios"
