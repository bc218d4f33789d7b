#!/usr/bin/env bash
# Fuzzes the engine, one target after the other: SECONDS_EACH=N sets how long (default 3600). It stops at the first
# failing input, which cargo-fuzz prints and keeps in qr-engine/fuzz/artifacts; once mended, it belongs into
# qr-engine/fuzz/regressions. What leads somewhere new is added to qr-engine/fuzz/corpus, which is made small again.
. "$(dirname "$0")/common.sh"
seconds=${SECONDS_EACH:-3600}

need rustup "libFuzzer needs a nightly compiler, which rustup brings: https://rustup.rs"
have c++ || die "a C++ compiler is missing, which libFuzzer is built with: install g++ (Debian: apt install g++) or Xcode's command line tools"
cargo +nightly --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal --no-self-update

version=0.13.2
if [ "$(cargo-fuzz --version 2>/dev/null)" != "cargo-fuzz $version" ]; then
  say "cargo-fuzz $version (a minute, once)"
  CARGO_TARGET_DIR=$TOOLS/target cargo install cargo-fuzz --version "$version" --locked --force --root "$TOOLS"
  rm -rf "$TOOLS/target"
fi

cd qr-engine
fuzz() { cargo +nightly fuzz "$1" --target-dir "$TARGET/fuzz" "${@:2}"; }
for target in options data logo svg_logo; do
  corpus=fuzz/corpus/$target
  say "$target: $seconds s"
  flags=(-max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1)
  [ ! -e "fuzz/$target.dict" ] || flags+=(-dict="fuzz/$target.dict")
  fuzz run "$target" "$corpus" "fuzz/seeds/$target" -- "${flags[@]}"
  say "$target: the smallest corpus that covers as much"
  # Without counters a place counts as reached, however often: a fifth of the files is enough then. Of logos, which are
  # drawn in six formats, still fewer are kept by hand.
  fuzz cmin "$target" "$corpus" -- -set_cover_merge=1 -use_counters=0
done
