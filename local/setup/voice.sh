#!/bin/sh
# voice.sh: see that this machine has the free voice eSpeak NG and the encoder LAME; where it has not, install Debian's. They
# are needed only by who makes the clips of the board anew (`make clips`); the clips themselves are files of the site.
set -eu

ready() {
    command -v espeak-ng >/dev/null 2>&1 && command -v lame >/dev/null 2>&1
}

if ready; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing espeak-ng and lame with apt-get, to make the clips of the board" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >&2 && apt-get install -qq --no-install-recommends espeak-ng lame >/dev/null && ready; then
        exit 0
    fi
fi
echo "The clips of the board are made by espeak-ng and lame, which this machine does not have: install them (Debian:" >&2
echo "apt-get install espeak-ng lame, as root)." >&2
exit 1
