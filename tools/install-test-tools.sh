#!/usr/bin/env bash
# Installs what the tests need beyond building: Chromium with a font, zbar, librsvg, Inkscape, poppler, Ghostscript, curl, PostgreSQL's programs
# Caddy, and a Python with the decoders and the clients of tests/requirements.txt.
# As root on Debian through apt; elsewhere it names what is missing.
. "$(dirname "$0")/common.sh"

missing=()
[ -z "${CHROMIUM:-}" ] || have "$CHROMIUM" || die "CHROMIUM=$CHROMIUM is no program"
[ -n "$(find_chromium)" ] || missing+=(chromium fonts-dejavu-core)
have zbarimg || missing+=(zbar-tools)
have rsvg-convert || missing+=(librsvg2-bin)
have inkscape || missing+=(inkscape)
have pdftoppm || missing+=(poppler-utils)
have gs || missing+=(ghostscript)
have curl || missing+=(curl)
have python3 || missing+=(python3)
# Debian ships Python's venv in a package of its own.
{ have python3 && python3 -c 'import ensurepip' 2>/dev/null; } || missing+=(python3-venv)
[ -z "${QR_TEST_PG_BIN:-}" ] || [ -x "$QR_TEST_PG_BIN/initdb" ] || die "QR_TEST_PG_BIN=$QR_TEST_PG_BIN holds no initdb"
[ -n "$(find_postgres)" ] || missing+=(postgresql)

# Debian's package of Caddy starts a service, so that the program alone is taken out of it.
if ! have caddy && [ ! -x .tools/caddy/usr/bin/caddy ]; then
  have apt-get && have dpkg || die "the tests need caddy on PATH: https://caddyserver.com/docs/install"
  say "apt-get download caddy"
  mkdir -p .tools/caddy
  [ "$(id -u)" != 0 ] || apt-get update -q
  (cd .tools/caddy && apt-get download -q caddy && dpkg -x caddy_*.deb . && rm caddy_*.deb)
fi

if [ ${#missing[@]} -gt 0 ]; then
  if have apt-get && [ "$(id -u)" = 0 ]; then
    say "apt-get install ${missing[*]}"
    apt-get update -q
    case " ${missing[*]} " in
      *" postgresql "*)
        # The tests start clusters of their own and stop them; no system-wide one shall be left running.
        if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
          mkdir -p /etc/postgresql-common
          echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
        fi
        ;;
    esac
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      -o Dpkg::Options::=--force-confold "${missing[@]}"
  else
    die "the tests need ${missing[*]} (names of Debian's packages; Homebrew: zbar, librsvg, inkscape, poppler, ghostscript, python, postgresql@17). A browser elsewhere is named by CHROMIUM=/path/to/it, PostgreSQL's programs by QR_TEST_PG_BIN=/path/to/its/bin"
  fi
fi

tools/when-changed.sh .tools/venv/bin/python3 tests/requirements.txt -- bash -c '
  python3 -m venv --clear .tools/venv &&
  .tools/venv/bin/python3 -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt'
tools/when-changed.sh .tools/s3-venv/bin/python3 tests/s3/requirements.txt -- bash -c '
  python3 -m venv --clear .tools/s3-venv &&
  .tools/s3-venv/bin/python3 -m pip install --quiet --disable-pip-version-check -r tests/s3/requirements.txt'
