"""Cuts a font down to what captions are written with: `subset.py FONT OUT`.

What is left has outlines that do not overlap (the engine fills by winding number and promises 0 or 1), no hints, and the
kerning between the characters that stay.
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.removeOverlaps import removeOverlaps

# First and last of each range.
CHARACTERS = [
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0xAC), (0xAE, 0xFF),  # Latin-1, without the soft hyphen
    (0x100, 0x17F),  # Latin Extended-A
    (0x218, 0x21B), (0x1E9E, 0x1E9E), (0x1E80, 0x1E85), (0x1EF2, 0x1EF3),  # Romanian, German, Welsh
    (0x384, 0x386), (0x388, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE),  # Greek
    (0x400, 0x45F), (0x490, 0x493), (0x496, 0x497), (0x49A, 0x49B), (0x4A2, 0x4A3),  # Cyrillic, with that of
    (0x4AE, 0x4B1), (0x4BA, 0x4BB), (0x4D8, 0x4D9), (0x4E8, 0x4E9),  # Ukrainian, Kazakh and their neighbours
    (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030),  # punctuation
    (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x20A0, 0x20BF),  # currencies
    (0x2190, 0x2199),  # arrows
    (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265),  # mathematics
]


def main(source, target):
    font = TTFont(source)
    options = Options(
        layout_features=["kern"], hinting=False, glyph_names=False, notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 6, 13, 14], drop_tables=["GDEF", "GSUB", "STAT", "DSIG", "MATH"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)
    removeOverlaps(font)
    font.flavor = None
    # The same input makes the same file.
    font.recalcTimestamp = False
    font.save(target)


main(*sys.argv[1:])
