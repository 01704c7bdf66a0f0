"""Writes pillow.json: small image files, and what Pillow makes of them; for the tests in src/images.

    python -m venv .venv-pillow && .venv-pillow/bin/pip install pillow==13.0.0
    .venv-pillow/bin/python test/images/generate.py

Pixels are RGB, row by row, in base64.
"""

import base64
import io
import json
import pathlib
import struct
import zlib

import PIL
from PIL import Image

HEIGHT, WIDTH = 19, 23


def text(data):
    return base64.b64encode(data).decode()


def smooth(height, width):
    """A picture that JPEG does little harm to."""
    pixels = [
        (40 + 180 * x // width, 30 + 190 * y // height, 60 + 120 * (x + y) // (width + height))
        for y in range(height)
        for x in range(width)
    ]
    return image("RGB", (width, height), pixels)


def noise(height, width):
    state, values = 1, []
    for _ in range(height * width * 3):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        values.append(state >> 16 & 255)
    return Image.frombytes("RGB", (width, height), bytes(values))


def image(mode, size, pixels):
    made = Image.new(mode, size)
    made.putdata(pixels)
    return made


def on_white(picture):
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size, depth, colour, data, interlace=0):
    width, height = size
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


PASSES = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def interlaced(picture):
    data = b""
    for top, left, down, right in PASSES:
        for y in range(top, picture.height, down):
            row = [picture.getpixel((x, y)) for x in range(left, picture.width, right)]
            if row:
                data += b"\0" + b"".join(map(bytes, row))
    return png(picture.size, 8, 2, data, 1)


def sixteen_bits(picture, colour):
    """Each level of 8 bits is one of 16, moved by up to 100."""
    rows = b""
    for y in range(picture.height):
        rows += b"\0"
        for x in range(picture.width):
            levels = picture.getpixel((x, y))
            for level in levels if colour == 2 else levels[:1]:
                rows += struct.pack(">H", max(0, min(65535, level * 257 + (x * 37 + y * 11) % 201 - 100)))
    return png(picture.size, 16, colour, rows)


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def decoded():
    picture, random = smooth(HEIGHT, WIDTH), noise(HEIGHT, WIDTH)
    clear = random.copy()
    clear.putalpha(image("L", random.size, [(x * 11 + y * 7) % 256 for y in range(HEIGHT) for x in range(WIDTH)]))
    grey_clear = image("LA", random.size, [(p[0], p[3]) for p in clear.getdata()])
    palette = random.quantize(11)
    files = {
        "colour.png": (saved(random, "PNG"), None),
        "grey.png": (saved(random.convert("L"), "PNG"), None),
        "black-and-white.png": (saved(random.convert("1"), "PNG"), None),
        "palette.png": (saved(palette, "PNG", bits=4), None),
        "palette-clear.png": (saved(palette, "PNG", transparency=3), None),
        "colour-clear.png": (saved(clear, "PNG"), None),
        "grey-clear.png": (saved(grey_clear, "PNG"), None),
        "interlaced.png": (interlaced(random), None),
        "colour-16.png": (sixteen_bits(random, 2), random),
        "grey-16.png": (sixteen_bits(random, 0), image("L", random.size, [p[0] for p in random.getdata()])),
        "baseline.jpg": (saved(picture, "JPEG", quality=95, subsampling=0), None),
        "progressive.jpg": (saved(picture, "JPEG", quality=90, progressive=True, subsampling=0), None),
        "half-colour.jpg": (saved(picture, "JPEG", quality=95, subsampling=2), None),
        "half-width-colour.jpg": (saved(picture, "JPEG", quality=95, subsampling=1), None),
        "restarts.jpg": (saved(picture, "JPEG", quality=95, subsampling=0, restart_marker_rows=1), None),
        "grey.jpg": (saved(picture.convert("L"), "JPEG", quality=95), None),
        "rgb.jpg": (saved(picture, "JPEG", quality=95, keep_rgb=True), None),
        "cmyk.jpg": (saved(inks(picture), "JPEG", quality=95), None),
        "ycck.jpg": (ycck(picture), None),
    }
    return {
        name: {"file": text(file), "pixels": text(on_white(known or Image.open(io.BytesIO(file))).tobytes())}
        for name, (file, known) in files.items()
    }


def inks(picture):
    """Cyan, magenta, yellow and a little black."""
    return image("CMYK", picture.size, [(255 - r, 255 - g, 255 - b, (r + g) // 8) for r, g, b in picture.getdata()])


def ycck(picture):
    """A file of CMYK whose Adobe segment says that its first three channels are YCbCr."""
    channels = [invert(channel) for channel in picture.convert("YCbCr").split()]
    stored = Image.merge("CMYK", [*channels, Image.new("L", picture.size, 40)])
    file = bytearray(saved(stored, "JPEG", quality=95))
    adobe = file.index(b"Adobe")
    assert file[adobe + 11] == 0
    file[adobe + 11] = 2
    return bytes(file)


def invert(channel):
    """Pillow stores inks inverted."""
    return channel.point([255 - level for level in range(256)])


SIZES = [
    ((7, 9), (3, 4)),
    ((5, 7), (12, 9)),
    ((19, 23), (13, 23)),
    ((19, 23), (19, 40)),
    ((64, 48), (1, 1)),
    ((1, 3), (2, 2)),
    ((31, 40), (17, 11)),
    ((37, 50), (25, 33)),
]


def resized():
    cases = []
    for (height, width), (to_height, to_width) in SIZES:
        picture = noise(height, width)
        bilinear, bicubic = (
            picture.resize((to_width, to_height), filter)
            for filter in (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)
        )
        cases.append(
            {
                "image": {"height": height, "width": width, "pixels": text(picture.tobytes())},
                "size": {"height": to_height, "width": to_width},
                "bilinear": text(bilinear.tobytes()),
                "bicubic": text(bicubic.tobytes()),
            }
        )
    return cases


result = {"pillow": PIL.__version__, "height": HEIGHT, "width": WIDTH, "decoded": decoded(), "resized": resized()}
path = pathlib.Path(__file__).with_name("pillow.json")
path.write_text(json.dumps(result, indent=1) + "\n")
