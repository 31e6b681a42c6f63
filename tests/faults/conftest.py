from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.target import Target


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation on an empty data directory; whatever it started is ended."""
    installation = Installation(tmp_path)
    yield installation
    installation.stop()


@pytest.fixture
def make_target() -> Iterator[Callable[[], Target]]:
    """Starts servers to watch."""
    targets: list[Target] = []

    def make() -> Target:
        target = Target()
        target.start()
        targets.append(target)
        return target

    yield make
    for target in targets:
        target.stop()
