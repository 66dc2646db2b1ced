#!/bin/sh
# firefox.sh [find]: print the program of a Firefox on this machine; where there is none, install Debian's.
# `find` only looks. FIREFOX names a program of one's own.
set -eu

find_firefox() {
    for name in "${FIREFOX:-firefox-esr}" firefox-esr firefox "/Applications/Firefox.app/Contents/MacOS/firefox"; do
        if command -v "$name"; then
            return 0
        fi
    done
    return 1
}

if find_firefox; then
    exit 0
fi
if [ "${1:-}" != find ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Firefox with apt-get, for the journey in a second browser (only where there is none; half a minute)" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >&2 && apt-get install -qq --no-install-recommends firefox-esr >/dev/null && find_firefox; then
        exit 0
    fi
fi
echo "There is no Firefox on this machine, and the journey in a second browser needs one: install it (Debian: apt-get" >&2
echo "install firefox-esr, as root), or name the program of one: FIREFOX=<program> make prove." >&2
exit 1
