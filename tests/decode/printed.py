#!/usr/bin/env python3
"""Holds codes against three unrelated decoders, on white and as large as they are printed: zxing-cpp, zbar and OpenCV.

usage: printed.py FILE.png=TEXT...

Each is read as it was drawn and at 25 mm on paper by a printer of 300 dpi; by OpenCV as printed only, since of pictures of 1000 px
it misses plain codes too, one in forty. Prints how many were read; fails with every one that a decoder does not read.
"""

import sys
from pathlib import Path

import cv2
import numpy
from PIL import Image

from decode import on_white, read_zbar, read_zxing

PRINTED = round(25 / 25.4 * 300)


def read_opencv(picture):
    text, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.cvtColor(numpy.array(picture), cv2.COLOR_RGB2BGR))
    return text or None


BOTH = [("zxing-cpp", read_zxing), ("zbar", read_zbar)]


def unread(name, text):
    drawn = on_white(Path(name))
    height = round(drawn.height * PRINTED / drawn.width)
    printed = drawn.resize((PRINTED, height), Image.LANCZOS)
    for size, picture, decoders in [("as drawn", drawn, BOTH), ("printed", printed, [*BOTH, ("OpenCV", read_opencv)])]:
        for decoder, read in decoders:
            if (found := read(picture)) != text:
                yield f"{Path(name).stem}, {size}: {decoder} read {found!r}"


def main(arguments):
    failures = [failure for one in arguments for failure in unread(*one.split("=", 1))]
    if failures:
        sys.exit("\n".join(failures))
    print(f"{len(arguments)} read")


if __name__ == "__main__":
    main(sys.argv[1:])
