from collections.abc import Callable, Iterator

import pytest

from tests.monitoring.probes.conftest import (  # noqa: F401
    authority,
    closed_port,
    nameserver,
    own_address,
    serve,
    trusted,
)
from webhooks.transports.base import Answer, Outgoing
from webhooks.transports.wire import Wire


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A wire of its own, with no connection from earlier."""
    running = Wire()
    yield running
    running.close()


@pytest.fixture
def post(wire) -> Callable[..., Answer]:
    """Post to a URL and wait for the answer."""

    def send(url: str, *, audience="operator", timeout=10.0, **given) -> Answer:
        fields = {"method": "POST", "headers": {}, "body": b"{}", **given}
        answer: Answer = wire.send_and_wait(Outgoing(url=url, audience=audience, **fields), timeout)
        return answer

    return send
