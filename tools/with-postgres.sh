#!/usr/bin/env bash
# usage: with-postgres.sh COMMAND...
# Runs COMMAND with TEST_DATABASE_URL naming a PostgreSQL of its own, which is gone afterwards. One that is named already
# is used instead.
. "$(dirname "$0")/common.sh"

[ -z "${TEST_DATABASE_URL:-}" ] || exec "$@"
bin=$(find_postgres)
[ -n "$bin" ] || die "PostgreSQL is missing: tools/install-test-tools.sh says how to get it"

folder=$(mktemp -d)
account() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to run as root.
  chown postgres "$folder"
  account() { setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; }
fi
clean_up() {
  account "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap clean_up EXIT

cd /
account "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-sync >"$folder/initdb.log" 2>&1 ||
  die "initdb failed: $(cat "$folder/initdb.log")"
# Nobody knows which ports are free: the first that serves is taken.
for _ in 1 2 3 4 5 6 7 8; do
  port=$((20000 + RANDOM % 20000))
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c fsync=off -c max_connections=200"
  if account "$bin/pg_ctl" -D "$folder/data" -o "$options" -l "$folder/data/log" -w start >/dev/null 2>&1; then
    export TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
    break
  fi
done
[ -n "${TEST_DATABASE_URL:-}" ] || die "PostgreSQL does not start: $(tail -5 "$folder/data/log")"
cd "$ROOT"
"$@"
