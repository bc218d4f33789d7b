#!/usr/bin/env bash
# Installs what building needs and this machine lacks: Rust's WebAssembly target and, into .tools/bin, the pinned
# wasm-pack and wasm-bindgen. Their minutes of compiling are spent once.
. "$(dirname "$0")/common.sh"

need cargo "install Rust with rustup, https://rustup.rs"
need node "install Node.js 20.19 or later, https://nodejs.org"
need npm "it comes with Node.js, https://nodejs.org"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  die "Node.js $(node --version) is too old: 20.19 or later is needed"
have cc || have gcc || have clang || die "a C compiler is missing: install gcc (Debian: apt install gcc) or Xcode's command line tools"

target=wasm32-unknown-unknown
if ! rustc --version >/dev/null 2>&1 || [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  need rustup "add the target $target to your Rust by hand, or install rustup, https://rustup.rs"
  channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
  say "Rust $channel with $target"
  rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy --target "$target" --no-self-update
fi

# installed PROGRAM VERSION: whether .tools/bin has exactly this one.
installed() { [ "$("$TOOLS/bin/$1" --version 2>/dev/null)" = "$1 $2" ]; }

# One target folder for both, as they share most of their dependencies; it has served its purpose afterwards.
bindgen=$(sed -n 's/^wasm-bindgen-cli = "=\(.*\)"/\1/p' tools/wasm-tools/Cargo.toml)
if ! installed wasm-bindgen "$bindgen"; then
  say "wasm-bindgen $bindgen (a few minutes, once)"
  CARGO_TARGET_DIR=$TOOLS/target cargo install --path tools/wasm-tools --locked --force --root "$TOOLS"
fi
pack=0.15.1
if ! installed wasm-pack "$pack"; then
  say "wasm-pack $pack (a few minutes, once)"
  CARGO_TARGET_DIR=$TOOLS/target cargo install wasm-pack --version "$pack" --locked --force --root "$TOOLS"
fi
rm -rf "$TOOLS/target"
