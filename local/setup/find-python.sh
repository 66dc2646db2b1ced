#!/bin/sh
# Print the path of the newest usable Python of 3.13, 3.12 and 3.11: from PATH, then pyenv's versions.
# "Usable" means that it runs, is the version its name says (a pyenv shim may be neither), and can make
# virtual environments (Debian ships venv apart). PYTHON=/path/to/python overrides the search.
# Exit 1 and a message on standard error when there is none.
set -eu

# Our own environments are made from what is found here, so none of them may be found, not even by a shim of pyenv: it
# would be deleted to be made from itself. The README puts one on PATH for sam.
saved_ifs=$IFS
IFS=:
others=
for folder in $PATH; do
    case $folder in "$PWD"/.venv/*) ;; *) others=$others${others:+:}${folder:-.} ;; esac
done
IFS=$saved_ifs
PATH=$others

usable() { # usable <python> [<version wanted>]
    "$1" -c '
import sys, ensurepip, venv
found = "%d.%d" % sys.version_info[:2]
raise SystemExit(found not in (sys.argv[1:] or ["3.11", "3.12", "3.13"]))
' ${2+"$2"} >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    python=$(command -v "$PYTHON" || true)
    if [ -n "$python" ] && usable "$python"; then
        echo "$python"
        exit 0
    fi
    echo "PYTHON=$PYTHON is not a working Python 3.11, 3.12 or 3.13 with venv." >&2
    exit 1
fi

for version in 3.13 3.12 3.11; do
    # All of PATH, not just its first hit: a shim in front must not hide a real one behind it.
    saved_ifs=$IFS
    IFS=:
    for folder in $PATH; do
        python="${folder:-.}/python$version"
        if [ -x "$python" ] && usable "$python" "$version"; then
            echo "$python"
            exit 0
        fi
    done
    IFS=$saved_ifs
    for python in $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/"python$version" 2>/dev/null | sort -rV); do
        if usable "$python" "$version"; then
            echo "$python"
            exit 0
        fi
    done
done

cat >&2 <<'MESSAGE'
No usable Python 3.11, 3.12 or 3.13 was found on PATH or among pyenv's versions.
Install one, e.g. `pyenv install 3.13` or `apt install python3.11 python3.11-venv`,
or name one: `make run PYTHON=/path/to/python3.13`.
MESSAGE
exit 1
