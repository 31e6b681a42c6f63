"""The names of checks for those who may only read: stable, and nothing that could be pinged."""

import hashlib
from uuid import UUID

from django.urls import register_converter
from django.urls.converters import StringConverter


class UniqueKeyConverter(StringConverter):
    """A unique key in a path."""

    regex = "[0-9a-f]{40}"


register_converter(UniqueKeyConverter, "uniquekey")


def unique_key(code: UUID) -> str:
    """The SHA-1 of the first sixteen hexadecimal digits of a check's UUID."""
    return hashlib.sha1(code.hex[:16].encode("ascii"), usedforsecurity=False).hexdigest()
