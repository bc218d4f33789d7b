#!/usr/bin/env bash
# usage: when-changed.sh OUTPUT INPUT... -- COMMAND...
# Runs COMMAND when OUTPUT is missing, or when the content of the INPUTs (files, or folders with all their files) is not
# that of the last successful run. Content counts, not time: switching branches back and forth rebuilds nothing twice.
. "$(dirname "$0")/common.sh"

output=$1
shift
inputs=()
while [ "$1" != "--" ]; do
  [ -e "$1" ] || die "$1, from which $output is made, does not exist"
  inputs+=("$1")
  shift
done
shift

stamp=$TOOLS/stamps/$(printf '%s' "$output" | tr '/' '-')
content=$(
  printf '%s\n' "$*"
  find "${inputs[@]}" \( -name node_modules -o -name target -o -name .git \) -prune -o -type f -print0 |
    xargs -0 cksum | LC_ALL=C sort | cksum
)
if [ -e "$output" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$content" ]; then
  exit 0
fi
say "$output: $*"
rm -f "$stamp"
"$@"
[ -e "$output" ] || die "$* ended well but made no $output"
mkdir -p "$(dirname "$stamp")"
printf '%s\n' "$content" >"$stamp"
