#!/usr/bin/env bash
# The long campaigns: property tests of the engine over and over, each round with fresh random designs.
# ROUNDS=N sets how often (default 200). A failing design is kept by proptest beside the test and printed.
. "$(dirname "$0")/common.sh"

cargo test --release --locked -p qr-engine --test properties --no-run
round=1
while [ "$round" -le "${ROUNDS:-200}" ]; do
  printf 'round %d of %d\n' "$round" "${ROUNDS:-200}"
  cargo test --release --locked --quiet -p qr-engine --test properties
  round=$((round + 1))
done
