"""Somebody else's endpoint."""

from collections.abc import Iterator

import pytest

from tests.receiver import Receiver, receiver_run


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server on the loopback that keeps what it is sent."""
    with receiver_run() as running:
        yield running
