#!/bin/sh
# run.sh python: every test, in two processes, because there is one running system and more than one processor: what
# meets the system is shown as it runs; all else runs beside it and is shown at the end.
set -eu
beside=.local/tests-beside.txt
mkdir -p .local

"$1" -m pytest -m "not system" >"$beside" 2>&1 &
other=$!
trap 'kill $other 2>/dev/null' EXIT
trap 'exit 130' INT TERM

echo "All tests that need no running system run beside these, into $beside."
system=0
"$1" -m pytest -m system || system=$?
echo "Waiting for the tests that need no running system ..."
alone=0
wait "$other" || alone=$?
cat "$beside"
[ "$system" = 0 ] && [ "$alone" = 0 ]
