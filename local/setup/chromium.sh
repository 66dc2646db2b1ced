#!/bin/sh
# chromium.sh [find]: print the program of a Chromium on this machine; where there is none, install Debian's.
# `find` only looks. CHROMIUM names a program of one's own. The headless shell comes first: it is the same engine without
# the windows and menus of the browser around it, which take over two thirds of the processor's time of a short visit.
set -eu

find_chromium() {
    for name in "${CHROMIUM:-chromium-headless-shell}" chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if command -v "$name"; then
            return 0
        fi
    done
    return 1
}

if find_chromium; then
    exit 0
fi
if [ "${1:-}" != find ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium with apt-get, for the browser tests (only where there is none; about a minute)" >&2
    export DEBIAN_FRONTEND=noninteractive
    # Older releases have no package of the shell.
    if apt-get update -qq >&2; then
        for package in chromium-headless-shell chromium; do
            if apt-get install -qq --no-install-recommends "$package" >/dev/null && find_chromium; then
                exit 0
            fi
        done
    fi
fi
echo "There is no Chromium on this machine, and the browser tests need one: install it (Debian: apt-get install" >&2
echo "chromium, as root), or name the program of one: CHROMIUM=<program> make test." >&2
exit 1
