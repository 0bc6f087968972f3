# SPDX-License-Identifier: Apache-2.0
# What ./run and ./verify share: plain messages, and tools found or installed. Sourced, never run.

say() {
    printf '%s\n' "$*"
}

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# Installs Debian packages, and says so first.
install_packages() {
    command -v apt-get >/dev/null \
        || die "missing: $*. This system has no apt-get; install them by hand and start again"
    local as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "missing: $*. Install them as root: apt-get install $*"
        as_root="sudo"
    fi
    say "Installing $* (apt-get install)"
    $as_root apt-get update -qq >/dev/null || die "apt-get update failed; its message is above"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
        || die "apt-get install $* failed; its message is above"
}

# install_missing COMMAND PACKAGE [COMMAND PACKAGE ...]
install_missing() {
    local packages=()
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || packages+=("$2")
        shift 2
    done
    [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"
}

# The major version of the JDK in a directory; nothing if there is none, or only a JRE.
jdk_version() {
    [ -n "$1" ] && [ -x "$1/bin/javac" ] && "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
}

# Sets JAVA_HOME to a JDK that Karaf 4.4 runs on: 17 to 23.
find_jdk() {
    local candidate version on_path
    on_path=$(command -v javac) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*17* /usr/lib/jvm/*21*; do
        version=$(jdk_version "$candidate")
        if [ -n "$version" ] && [ "$version" -ge 17 ] && [ "$version" -le 23 ]; then
            export JAVA_HOME="$candidate"
            return 0
        fi
    done
    return 1
}

need_jdk() {
    find_jdk && return
    if apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1 || ! apt-cache policy 2>/dev/null | grep -q http; then
        install_packages openjdk-17-jdk-headless
    else
        install_packages openjdk-21-jdk-headless
    fi
    find_jdk || die "no JDK from 17 to 23 found (24 and later cannot run Karaf 4.4); set JAVA_HOME to one"
}

need_maven() {
    install_missing mvn maven
}
