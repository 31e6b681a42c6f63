"""Pictures for tests, as an encoder writes them."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def head(width: int, height: int) -> bytes:
    """The part that tells the size."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


def png(width: int, height: int) -> bytes:
    """A black picture of that size."""
    rows = zlib.compress(b"\0" * (width + 1) * height)
    return SIGNATURE + head(width, height) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
