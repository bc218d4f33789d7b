#!/usr/bin/env bash
# Runs every suite, each to its end, then says which failed.
. "$(dirname "$0")/common.sh"

tools/install-tools.sh
tools/install-test-tools.sh
tools/build-wasm.sh
tools/build-demo.sh
npm_install tests/parity
npm_install tests/browser
npm_install tests/packaging
npm_install tests/packaging/react-18
npm_install tests/guide

CHROMIUM=$(find_chromium)
QR_TEST_PYTHON=$TOOLS/venv/bin/python3
QR_SERVER_BIN=$TARGET/debug/qr-server
QR_TEST_PG_BIN=$(find_postgres)
export CHROMIUM QR_TEST_PYTHON QR_SERVER_BIN QR_TEST_PG_BIN

summary=""
failed=0
# suite NAME COMMAND...
suite() {
  local name=$1 start=$SECONDS verdict=passed
  shift
  say "$name"
  "$@" || { verdict=FAILED; failed=1; }
  summary="$summary$(printf '%-8s %4d s  %s' "$verdict" $((SECONDS - start)) "$name")
"
}

suite "Rust workspace" tools/with-postgres.sh cargo test --workspace --locked --no-fail-fast
suite "npm package" npm --prefix wasm test
suite "npm package, packed" npm --prefix tests/packaging test
suite "designer page, units" npm --prefix web-demo test
suite "designer page in Chromium" npm --prefix tests/browser test

printf '\n%s' "$summary"
exit $failed
