"""Prints the dots per inch that a picture tells."""

import sys

from PIL import Image

print(Image.open(sys.argv[1]).info["dpi"][0])
