"""Pictures that people upload: judged by what they hold, never by their name, and rewritten to hold no more.

Only PNG and JPEG are taken. Whatever a file has besides its picture (texts, programs behind its end, where it
was taken) does not come along. SVG is a document that can run and load things, so it is refused.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"})
_JPEG = b"\xff\xd8\xff"
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# Tables, frames and scans, the JFIF header, and how Adobe mixes colours.
_JPEG_KEPT = frozenset({0xC4, 0xCC, 0xDA, 0xDB, 0xDD, 0xE0, 0xEE, *_JPEG_SIZES})


@dataclass(frozen=True, slots=True)
class Picture:
    """`content_type` is that of `data`; `width` and `height` in pixels."""

    content_type: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes of a file, and the most pixels of its longer side."""

    size: int
    side: int


LIMITS = {"logo": Limits(200 * 1024, 2000), "favicon": Limits(64 * 1024, 512)}
"""By the kind of the picture."""


def picture_read(data: bytes, *, kind: str, pointer: str) -> Picture:
    """The picture in a file, for one of the kinds of `LIMITS`. Raises `Invalid`."""
    limits = LIMITS[kind]
    if len(data) > limits.size:
        raise too_big(kind, pointer)
    if data.startswith(_PNG):
        reader = _read_png
    elif data.startswith(_JPEG):
        reader = _read_jpeg
    else:
        raise Invalid.at(
            pointer,
            "not_a_picture",
            _("This is no PNG or JPEG picture. Other kinds, also SVG, have to be saved as PNG first."),
        )
    try:
        picture = reader(data)
    except (ValueError, IndexError, struct.error, zlib.error):
        detail = _("This picture is damaged. Save it anew and try again.")
        raise Invalid.at(pointer, "damaged_picture", detail) from None
    longest = max(picture.width, picture.height)
    if not min(picture.width, picture.height) or longest > limits.side:
        raise Invalid.at(
            pointer,
            "too_many_pixels",
            _("This picture has %(width)d × %(height)d pixels; %(side)d on each side is the most.")
            % {"width": picture.width, "height": picture.height, "side": limits.side},
        )
    return picture


def too_big(kind: str, pointer: str) -> Invalid:
    """The refusal of a file with more bytes than its kind may have."""
    most = LIMITS[kind].size // 1024
    return Invalid.at(
        pointer, "too_large", _("This file is too large; %(most)d KiB is the most.") % {"most": most}
    )


def _read_png(data: bytes) -> Picture:
    chunks = list(_png_chunks(data))
    names = [name for name, _body in chunks]
    if names[0] != b"IHDR" or b"IDAT" not in names or names.count(b"IHDR") != 1:
        raise ValueError
    width, height = struct.unpack(">II", chunks[0][1][:8])
    kept = [_png_chunk(name, body) for name, body in chunks if name in _PNG_KEPT]
    return Picture("image/png", width, height, _PNG + b"".join(kept))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the end of the picture, whatever stands behind it."""
    at, name = len(_PNG), b""
    while name != b"IEND":
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (told,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        if told != zlib.crc32(name + body):
            raise ValueError
        yield name, body
        at += 12 + length


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _read_jpeg(data: bytes) -> Picture:
    kept, at, size = [b"\xff\xd8"], 2, None
    scans = 0
    while True:
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xFF:  # a byte that only fills up
            at += 1
            continue
        if marker == 0xD9:
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise ValueError
        if marker in _JPEG_SIZES:
            size = struct.unpack(">HH", data[at + 5 : at + 9])
        if marker == 0xDA:
            scans += 1
            end = _scan_end(data, end)
        if marker in _JPEG_KEPT:
            kept.append(data[at:end])
        at = end
    if size is None or not scans:
        raise ValueError
    return Picture("image/jpeg", size[1], size[0], b"".join([*kept, b"\xff\xd9"]))


def _scan_end(data: bytes, at: int) -> int:
    """Where the next marker stands that is no part of a scan's own data."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def told_of(picture: Picture, digest: str) -> dict[str, Any]:
    """What a page says of its picture; `digest` names these bytes and no others."""
    return {
        "type": picture.content_type,
        "width": picture.width,
        "height": picture.height,
        "digest": digest,
    }
