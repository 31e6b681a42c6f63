"""The world as a fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.edge.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world whose disk is a directory of this test."""
    made = World(directory=tmp_path / "published")
    yield made
    made.edge._watch.end()
    made.recover()
    if made.hold is not None:
        made.hold.set()
