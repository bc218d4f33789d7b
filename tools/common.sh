# Sourced by the other scripts: where things are, and how to say what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
TOOLS=$ROOT/.tools
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
export PATH="$TOOLS/bin:$PATH"

say() { printf '\n== %s\n' "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# need PROGRAM HOW: stops when a program is missing that these scripts do not install.
need() { have "$1" || die "$1 is missing: $2"; }

# npm_install FOLDER INPUT...: installs exactly what the lock file says, when it or an input changed.
npm_install() {
  local folder=$1
  shift
  tools/when-changed.sh "$folder/node_modules/.package-lock.json" "$folder/package.json" "$folder/package-lock.json" "$@" -- \
    npm --prefix "$folder" ci --no-audit --no-fund
}

# The browser of the tests: CHROMIUM, else what PATH or macOS offers. Prints nothing when there is none.
find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$name" ] && have "$name"; then
      command -v "$name"
      return
    fi
  done
}

# The folder of PostgreSQL's own programs: QR_TEST_PG_BIN, else by PATH, pg_config, or where Debian keeps them.
# Prints nothing when there is none.
find_postgres() {
  local folder
  if [ -n "${QR_TEST_PG_BIN:-}" ]; then
    printf '%s\n' "$QR_TEST_PG_BIN"
    return
  fi
  if have initdb && have pg_ctl; then
    dirname "$(command -v initdb)"
    return
  fi
  folder=$(pg_config --bindir 2>/dev/null || true)
  for folder in "$folder" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
      printf '%s\n' "$folder"
      return
    fi
  done
}
