"""F02: the database is gone, or hangs, while visitors come and machines write."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.installation import PATIENCE, Answer, Installation
from tests.processes import wait_for
from tests.tcpproxy import TcpProxy

pytestmark = pytest.mark.faults

KEPT, NEVER_ASKED = "/api/v2/summary.json", "/api/v2/status.json"
PING = "/ping/00000000-0000-4000-8000-000000000000"


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[TcpProxy]:
    """In front of a PostgreSQL that others use too, so that only our way to it fails."""
    parts = urlsplit(postgres_url)
    proxy = TcpProxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    yield proxy
    proxy.close()


@pytest.fixture
def installation(tmp_path: Path, postgres_url: str, proxy: TcpProxy) -> Iterator[Installation]:
    parts = urlsplit(postgres_url)
    user = parts.netloc.rpartition("@")[0]
    netloc = f"{user}@127.0.0.1:{proxy.port}" if user else f"127.0.0.1:{proxy.port}"
    installation = Installation(tmp_path, CANDOR_DATABASE_URL=urlunsplit(parts._replace(netloc=netloc)))
    yield installation
    installation.stop()


def test_it_refuses_writes_and_keeps_the_page_f02(installation: Installation, proxy: TcpProxy) -> None:
    """Cut and hanging in one run, because starting takes most of the time."""
    key = installation.set_up({"name": "Shop", "url": "https://shop.example.com/"})
    installation.start("web")
    wait_for(lambda: installation.fetch("/").status == 200, seconds=PATIENCE)

    for take_away in (proxy.cut, proxy.hang):
        assert write(installation, key).status == 201
        page = installation.fetch("/")
        assert page.status == 200
        assert installation.fetch(KEPT).status == 200
        assert installation.fetch(PING).status == 404

        take_away()

        ping = installation.fetch(PING)
        assert ping.status == 503, ping.body
        assert int(ping.headers["Retry-After"]) > 0
        refused = write(installation, key)
        assert refused.status == 503, refused.body
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.headers["Content-Type"] == "application/problem+json"
        shown = installation.fetch("/")
        assert shown.status == 200
        assert "Shop" in shown.body
        told = installation.fetch(KEPT)
        assert (told.status, told.headers["Access-Control-Allow-Origin"]) == (200, "*")
        assert "Shop" in [component["name"] for component in told.json()["components"]]
        unknown = installation.fetch(NEVER_ASKED)
        assert (unknown.status, unknown.headers["Access-Control-Allow-Origin"]) == (503, "*")
        assert set(unknown.json()) == {"error", "message"}
        assert installation.fetch("/healthz").status == 200
        ready = installation.fetch("/readyz")
        assert ready.status == 503
        assert not ready.json()["checks"]["database"]["ok"]

        proxy.restore()
        wait_for(lambda: write(installation, key).status == 201, seconds=PATIENCE)


def write(installation: Installation, key: str) -> Answer:
    return installation.fetch(
        "/api/v1/pages/status/components/",
        method="POST",
        data={"name": "Another"},
        Authorization=f"Bearer {key}",
    )
