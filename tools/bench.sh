#!/usr/bin/env bash
# Every benchmark beside its peers. They print figures and ratios, and fail on none.
. "$(dirname "$0")/common.sh"

cargo build --release --locked -p qr-server
export QR_SERVER_BIN=$TARGET/release/qr-server
CARGO_TARGET_DIR=$TARGET/bench cargo run --release --locked --manifest-path qr-engine/bench/Cargo.toml

if have wrk; then
  cargo bench --locked -p e2e --bench redirect
else
  say "redirect: left out, wrk is missing (Debian: apt install wrk)"
fi

cargo bench --locked -p e2e --bench webhooks
if have sqlite3 && have psql; then
  cargo bench --locked -p e2e --bench lists
else
  say "lists: left out, sqlite3 or psql is missing (Debian: apt install sqlite3 postgresql-client)"
fi

tools/install-tools.sh
tools/build-wasm.sh
CHROMIUM=$(find_chromium)
export CHROMIUM
if [ -n "$CHROMIUM" ]; then
  node wasm/bench/browser.mjs
else
  say "browser: left out, Chromium is missing"
fi
node wasm/build/sizes.mjs || say "an entry of the package is over its budget"
