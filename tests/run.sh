#!/bin/sh
# run.sh python: every test, in two processes with a system each: most of the time a test waits for one processor, and
# few machines have only one. The browser tests run beside the others and are shown at the end; what must hold after all
# tests, of every seat and every log, is looked at in both.
set -eu
beside=.local/browser-tests.txt
after="tests/integration/test_ledger.py tests/integration/test_privacy.py"
mkdir -p .local

ANTREAN_TEST_STATE=.local/test-browser "$1" -m pytest tests/browser $after >"$beside" 2>&1 &
browser=$!
trap 'kill $browser 2>/dev/null' EXIT
trap 'exit 130' INT TERM

echo "The browser tests run beside these, into $beside."
failed=0
"$1" -m pytest --deselect tests/browser || failed=1
echo "Waiting for the browser tests ..."
wait "$browser" || failed=1
cat "$beside"
exit $failed
