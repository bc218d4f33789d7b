#!/usr/bin/env bash
# Makes qr-engine/assets/caption.ttf anew: Inter Bold, cut down to the characters that captions are written with.
# Needs npm and Python 3; downloads the pinned font package and the pinned tools into a temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
assets=$here/../../qr-engine/assets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet fonttools==4.68.0 brotli==1.2.1 skia-pathops==0.9.2
"$work/venv/bin/python" "$here/subset.py" "$work/package/web/Inter-Bold.woff2" "$assets/caption.ttf"
cp "$work/package/LICENSE.txt" "$assets/caption-OFL.txt"
wc -c "$assets/caption.ttf"
