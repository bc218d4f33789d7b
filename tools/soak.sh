#!/usr/bin/env bash
# The long campaigns: property tests of the engine over and over, each round with fresh random designs, and kill -9 of the
# server in bursts of scans, with a webhook that counts what it is told, on both databases; and PostgreSQL away for a minute
# while eight scan without a pause.
# ROUNDS=N sets how often (default 200). A failing design is kept by proptest beside the test and printed.
. "$(dirname "$0")/common.sh"
export ROUNDS=${ROUNDS:-200}

cargo test --release --locked -p qr-engine --test properties --no-run
round=1
while [ "$round" -le "$ROUNDS" ]; do
  printf 'round %d of %d\n' "$round" "$ROUNDS"
  cargo test --release --locked --quiet -p qr-engine --test properties
  round=$((round + 1))
done

tools/install-test-tools.sh
cargo build --release --locked -p qr-server
export QR_SERVER_BIN=$TARGET/release/qr-server
cargo test --release --locked -p e2e --test kill9 -- --nocapture --test-threads=1
OUTAGE_SECONDS=60 OUTAGE_SCANNERS=8 \
  cargo test --release --locked -p e2e --test outage -- --nocapture --test-threads=1
