#!/usr/bin/env bash
# Builds the npm package into wasm/dist.
. "$(dirname "$0")/common.sh"

npm_install wasm
tools/when-changed.sh wasm/dist/index.js \
  Cargo.toml Cargo.lock rust-toolchain.toml qr-engine/Cargo.toml qr-engine/src \
  wasm/Cargo.toml wasm/src wasm/js wasm/build wasm/package.json wasm/package-lock.json wasm/tsconfig.json -- \
  npm --prefix wasm run build
