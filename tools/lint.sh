#!/usr/bin/env bash
# Static checks of Rust and TypeScript. The page is checked against the npm package's own types, so that is built first.
. "$(dirname "$0")/common.sh"

say "clippy"
cargo clippy --workspace --all-targets --locked -- -D warnings
# The other bundles of the same crate.
cargo clippy -p qr-engine-wasm --features raster --locked -- -D warnings
cargo clippy -p qr-engine-wasm --features payload --locked -- -D warnings
tools/install-tools.sh
tools/build-wasm.sh
npm_install web-demo web-demo/.npmrc wasm/dist
say "TypeScript"
npm --prefix wasm run typecheck
npm --prefix web-demo run typecheck
