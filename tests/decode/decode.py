#!/usr/bin/env python3
"""Reads QR codes in PNG files with two unrelated decoders.

usage: decode.py FILE.png...

Prints one JSON array, an object per file in the order given: {"file", "zxing", "zbar"}, where each decoder's value is the
text that it read, or null. Fails by name when a decoder is not installed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import zxingcpp
    from PIL import Image
except ImportError as error:
    sys.exit(f"{error}; install tests/requirements.txt (make test does)")

ZBAR = shutil.which("zbarimg") or sys.exit("zbarimg is not on PATH; install zbar-tools (Debian) or zbar (Homebrew)")


def on_white(path):
    """The picture as it looks on white paper, without transparency."""
    picture = Image.open(path).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def read_zxing(picture):
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else None


def read_zbar(picture):
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        picture.save(file.name)
        arguments = [ZBAR, "--quiet", "--oneshot", "--raw", "-Sdisable", "-Sqrcode.enable", file.name]
        ran = subprocess.run(arguments, capture_output=True, check=False)
    # Exit code 4: no code found. Anything else but 0 is a failure of the tool, not of the picture.
    if ran.returncode == 4:
        return None
    if ran.returncode != 0:
        sys.exit(f"zbarimg failed: {ran.stderr.decode(errors='replace')}")
    text = ran.stdout.decode(errors="replace")
    return text[:-1] if text.endswith("\n") else text


def read(name):
    picture = on_white(Path(name))
    return {"file": name, "zxing": read_zxing(picture), "zbar": read_zbar(picture)}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    json.dump([read(name) for name in sys.argv[1:]], sys.stdout)
