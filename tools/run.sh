#!/usr/bin/env bash
# Builds the server in release mode, page included, and starts it. LISTEN=ADDR:PORT chooses another address.
. "$(dirname "$0")/common.sh"

listen=${LISTEN:-127.0.0.1:8080}
# Known before minutes of building: somebody else may have the port. (The server checks again.)
if (exec 3<>"/dev/tcp/${listen%:*}/${listen##*:}") 2>/dev/null; then
  die "port ${listen##*:} is in use by another program ($listen); stop that program, or choose another port: make run LISTEN=127.0.0.1:8081"
fi
tools/install-tools.sh
tools/build-wasm.sh
tools/build-demo.sh
say "server"
cargo build --release --locked -p qr-server

server=$TARGET/release/qr-server
"$server" migrate >/dev/null
token=""
if [ -z "$("$server" workspace list --json)" ]; then
  token=$("$server" token create --name "first start")
fi
printf '\nDesigner: http://%s/\nAPI docs: http://%s/-/docs\n' "$listen" "$listen"
if [ -n "$token" ]; then
  printf '\nWorkspace token, shown this once (qr-server token create makes more):\n%s\n' "$token"
fi
printf '\nCtrl-C stops the server.\n\n'
exec "$server" serve --listen "$listen"
