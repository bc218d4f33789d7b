#!/usr/bin/env bash
# Installs what the tests need beyond building: Chromium with a font, zbar, and a Python with zxing-cpp.
# As root on Debian through apt; elsewhere it names what is missing.
. "$(dirname "$0")/common.sh"

missing=()
[ -z "${CHROMIUM:-}" ] || have "$CHROMIUM" || die "CHROMIUM=$CHROMIUM is no program"
[ -n "$(find_chromium)" ] || missing+=(chromium fonts-dejavu-core)
have zbarimg || missing+=(zbar-tools)
have python3 || missing+=(python3)
# Debian ships Python's venv in a package of its own.
{ have python3 && python3 -c 'import ensurepip' 2>/dev/null; } || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
  if have apt-get && [ "$(id -u)" = 0 ]; then
    say "apt-get install ${missing[*]}"
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
  else
    die "the tests need ${missing[*]} (names of Debian's packages; Homebrew: zbar, python). A browser elsewhere is named by CHROMIUM=/path/to/it"
  fi
fi

tools/when-changed.sh .tools/venv/bin/python3 tests/decode/requirements.txt -- bash -c '
  python3 -m venv --clear .tools/venv &&
  .tools/venv/bin/python3 -m pip install --quiet --disable-pip-version-check -r tests/decode/requirements.txt'
