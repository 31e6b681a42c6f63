"""What `manage.py import_from` asks of each system."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Tell = Callable[[str], None]
"""Takes one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class System:
    """`run` gives how many things were left out; it raises CommandError when nothing could be done at all."""

    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Mapping[str, Any], Tell], int]


def printable(text: str, most: int = 80) -> str:
    """Somebody else's text for a terminal: nothing that moves the cursor, colours or turns the line round."""
    shown = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"
