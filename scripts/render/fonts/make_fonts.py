"""Subsets the fonts of the exported figures; README.md says where its inputs come from.

Usage: python make_fonts.py NOTO_FOLDER NOTO_SANS_SC_WOFF2 [TEXT...]
NOTO_FOLDER holds NotoSans-Regular.ttf and its kin; every Chinese character of the TEXT files is kept
besides GB 2312 level 1. Needs fonttools and brotli.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

noto, chinese, texts = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
here = Path(__file__).parent


def write_subset(source: Path, characters: set[int], name: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=['kern', 'mark', 'mkmk', 'ccmp'], hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = 'woff2'
    font.save(here / name)
    print(f'{name}: {len(font.getBestCmap())} characters, {(here / name).stat().st_size // 1024} KB')


# Latin, modifiers, combining marks, Greek, phonetic subscripts, punctuation, sub- and superscripts, letterlike.
latin = {*range(0x20, 0x400), *range(0x1D00, 0x1DC0), *range(0x2000, 0x2190), *range(0x2C60, 0x2C80)}
for style in ('Regular', 'Bold'):
    write_subset(noto / f'NotoSans-{style}.ttf', latin, f'noto-sans-{style.lower()}.woff2')

# Arrows, operators, technical and geometric shapes, dingbats, brackets, mathematical alphabets.
symbols = {*range(0x2100, 0x2400), *range(0x25A0, 0x2800), *range(0x27C0, 0x2A00), *range(0x1D400, 0x1D7D0)}
write_subset(noto / 'NotoSansMath-Regular.ttf', symbols | {0x2212}, 'noto-sans-math.woff2')
write_subset(noto / 'NotoSansSymbols2-Regular.ttf', symbols, 'noto-sans-symbols.woff2')

level_1 = {
    ord(bytes([row, cell]).decode('gb2312'))
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
}
punctuation = {*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F), 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026}
mentioned = {ord(c) for text in texts for c in Path(text).read_text('utf8') if ord(c) >= 0x2E80}
write_subset(chinese, level_1 | punctuation | mentioned, 'noto-sans-sc.woff2')
