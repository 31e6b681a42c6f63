"""Ids as this API makes them of names, and takes them in paths."""

import re

from statuspage.validation import SLUG_LENGTH

_SPACE = re.compile(r"\s+")
_DIVIDER = re.compile(r"[._]")
_OTHER = re.compile(r"[^A-Za-z0-9-]")


def slug_of(name: str) -> str:
    """The id that a name stands for: `Some Random Name` is `some-random-name`.

    Empty where nothing is left of the name, or too much: such things are told apart by their names, and get
    an id that is free.
    """
    slug = _OTHER.sub("", _DIVIDER.sub("-", _SPACE.sub("-", name))).strip("-").lower()
    return slug if len(slug) <= SLUG_LENGTH else ""


def reference(given: str) -> str:
    """An id that was sent, as ours are written: case does not matter. Empty for what can be none."""
    return "" if "\x00" in given else given.lower()
