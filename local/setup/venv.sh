#!/bin/sh
# venv.sh <name>: make .venv/<name> from requirements/<name>.txt, or leave it when it is up to date.
# It is made anew when the lock file, the Python or the folder changed; every package is checked against its hash.
# uv installs, because it takes seconds where pip takes a minute. pip installs only uv, into .venv/uv.
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
if [ "$name" != uv ]; then
    "$here/venv.sh" uv
fi

echo "Installing the packages of $lock into $venv (only when they change)"
began=$(date +%s)
rm -rf "$venv"
# --no-deps: the lock file is complete, and an extra that another package asks for must not add to it.
if [ "$name" = uv ]; then
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --no-deps --require-hashes --only-binary :all: --no-compile -r "$lock"
else
    "$python" -m venv --without-pip "$venv"
    # unsafe-best-match: take a file from any index, as pip does. Safe here, because each file must have a known hash.
    .venv/uv/bin/python -P "$here/pinned_uv.py" pip install --quiet --python "$venv/bin/python" \
        --no-deps --require-hashes --only-binary :all: --index-strategy unsafe-best-match -r "$lock"
fi
if [ "$name" = dev ]; then
    # The shared package is importable as it is for the functions.
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$PWD/layers/core" >"$site/antrean.pth"
fi
echo "$stamp" >"$venv/stamp"
echo "Installed $venv in $(($(date +%s) - began)) s"
