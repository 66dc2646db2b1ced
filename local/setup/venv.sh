#!/bin/sh
# venv.sh <name>: make .venv/<name> from requirements/<name>.txt, or leave it when it is up to date.
# It is made anew when the lock file or the Python changed; every package is checked against its hash.
set -eu
name=$1
here=$(dirname "$0")
venv=.venv/$name
lock=requirements/$name.txt

python=$("$here/find-python.sh")
# A moved checkout needs new ones too: their programs name the folder.
stamp=$("$python" -c '
import hashlib, pathlib, sys
lock = hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()
print(sys.version.split()[0], sys.executable, pathlib.Path.cwd(), lock)
' "$lock")
if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/stamp" 2>/dev/null || true)" = "$stamp" ]; then
    exit 0
fi

echo "Installing the packages of $lock into $venv with $python (only when they change; up to a few minutes)"
# On a terminal pip shows each package as it comes; elsewhere (CI) only errors.
if [ -t 1 ]; then quiet=; else quiet=-qq; fi
rm -rf "$venv"
"$python" -m venv "$venv"
# --no-deps: the lock file is complete, and older pips trip over extras that another package asks for.
"$venv/bin/python" -m pip install $quiet --disable-pip-version-check --no-input \
    --no-deps --require-hashes --only-binary :all: --no-compile -r "$lock"
if [ "$name" = dev ]; then
    # The shared package is importable as it is for the functions.
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$PWD/layers/core" >"$site/antrean.pth"
fi
echo "$stamp" >"$venv/stamp"
