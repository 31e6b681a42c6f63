"""Pictures are judged by what they hold, and keep nothing else."""

import struct
import zlib
from base64 import b64decode

import pytest

from statuspage.exceptions import Invalid
from statuspage.pictures import picture_read
from tests.painted import SIGNATURE, chunk, head

# One grey pixel, as an encoder wrote it.
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQ"
    "CgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k="
)


PIXEL, END = chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")
PNG = SIGNATURE + head(1, 1) + PIXEL + END


def _read(data: bytes, kind: str = "logo") -> tuple[str, int, int, bytes]:
    found = picture_read(data, kind=kind, pointer="/logo")
    return found.content_type, found.width, found.height, found.data


def test_pictures_come_through():
    assert _read(PNG) == ("image/png", 1, 1, PNG)
    assert _read(JPEG) == ("image/jpeg", 1, 1, JPEG)


def test_what_is_no_part_of_the_picture_stays_behind():
    texts = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>") + chunk(b"eXIf", b"where it was taken")
    data = SIGNATURE + head(1, 1) + texts + PIXEL + END + b"<html><script>alert(1)</script>PK\x03\x04"
    assert _read(data)[3] == PNG
    segments = (
        b"\xff\xe1" + struct.pack(">H", 8) + b"Exif\0\0" + b"\xff\xfe" + struct.pack(">H", 10) + b"<script>"
    )
    data = JPEG[:2] + segments + JPEG[2:] + b"GIF89a<?php"
    assert _read(data)[3] == JPEG


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"GIF89a" + PNG, "not_a_picture"),
        (b" " + PNG, "not_a_picture"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"RIFF\x1a\0\0\0WEBPVP8L", "not_a_picture"),
        (PNG[:-1], "damaged_picture"),
        (PNG[:20], "damaged_picture"),
        (PNG.replace(PIXEL, b""), "damaged_picture"),
        (PNG.replace(b"IDAT", b"IDAx"), "damaged_picture"),
        (SIGNATURE + PIXEL + head(1, 1) + END, "damaged_picture"),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR", "damaged_picture"),
        (JPEG[:-2], "damaged_picture"),
        (JPEG[:30], "damaged_picture"),
        (b"\xff\xd8\xff\xd9", "damaged_picture"),
        (b"\xff\xd8\xff\xe0\0\0" + JPEG, "damaged_picture"),
        (SIGNATURE + head(10_000, 10_000) + PIXEL + END, "too_many_pixels"),
        (SIGNATURE + head(0, 1) + PIXEL + END, "too_many_pixels"),
        (PNG + b"\0" * 200 * 1024, "too_large"),
    ],
)
def test_everything_else_is_refused(data: bytes, code: str):
    with pytest.raises(Invalid) as refused:
        _read(data)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/logo", code)]


def test_a_favicon_is_smaller():
    with pytest.raises(Invalid):
        _read(SIGNATURE + head(513, 1) + PIXEL + END, "favicon")
