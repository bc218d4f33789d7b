#!/usr/bin/env bash
# Builds the designer page into web-demo/dist, compressed forms beside the files. Needs the npm package.
. "$(dirname "$0")/common.sh"

npm_install web-demo web-demo/.npmrc wasm/dist
tools/when-changed.sh web-demo/dist/index.html \
  web-demo/node_modules/.package-lock.json wasm/dist web-demo/index.html web-demo/public web-demo/src \
  web-demo/package.json web-demo/tsconfig.json web-demo/vite.config.ts tools/compress.mjs -- \
  bash -c 'npm --prefix web-demo run build && node tools/compress.mjs web-demo/dist'
