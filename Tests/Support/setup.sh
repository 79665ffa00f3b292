#!/bin/sh
# setup.sh [bench] - installs the system packages that this machine lacks, and nothing else. Quick when none is missing.
set -eu
cd "$(dirname "$0")/../.."

fail() {
    echo "setup: $*" >&2
    exit 1
}

# The packages that are missing, on one line.
missing() {
    if command -v dpkg-query > /dev/null; then
        for package in libsqlite3-dev libssl-dev tzdata; do
            status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
            [ "$status" = installed ] || printf '%s ' "$package"
        done
    fi
    command -v pkg-config > /dev/null || printf 'pkg-config '
    [ -x Tests/.venv/bin/python ] || python3 -c 'import ensurepip' 2> /dev/null || printf 'python3-venv '
    [ "${1:-}" != bench ] || command -v wrk > /dev/null || printf 'wrk '
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root, and there is no sudo. Run it as root."
    fi
}

apt_install() {
    # shellcheck disable=SC2086 # a list of package names
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq --yes --no-install-recommends $packages > /dev/null
}

command -v swift > /dev/null || fail "there is no swift. Install 6.2 or later: https://www.swift.org/install/linux/"
packages=$(missing "$@")
[ -n "$packages" ] || exit 0
command -v apt-get > /dev/null || fail "missing: $packages(their names in Debian). There is no apt-get to install them."

echo "setup: installing $packages" >&2
if ! ls /var/lib/apt/lists/*_Packages* > /dev/null 2>&1; then
    as_root apt-get update -qq || true # one broken source must not stop the others
fi
apt_install 2> /dev/null || {
    as_root apt-get update -qq || true
    apt_install
} || fail "apt-get could not install: $packages"
