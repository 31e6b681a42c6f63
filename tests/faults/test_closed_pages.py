"""A page is closed while nobody visits, then the database goes away: its bytes are gone before."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for
from tests.tcpproxy import TcpProxy

pytestmark = pytest.mark.faults

PATHS = ("/", "/history", "/api/v2/summary.json", "/pages/status/api/v2/status.json")
SECRET = "Acme"


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[TcpProxy]:
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


def test_it_is_gone_though_nobody_looked(installation: Installation, proxy: TcpProxy, tmp_path: Path) -> None:
    installation.set_up()
    published = installation.data / "published"
    installation.start("web")
    wait_for(lambda: installation.fetch("/").status == 200, seconds=PATIENCE)
    for path in PATHS:
        assert SECRET in installation.fetch(path).body
    wait_for(lambda: len(files(published)) >= len(PATHS), seconds=PATIENCE)

    # Closed on another machine: nothing but the database tells this one.
    installation.manage("shell", "--no-imports", "-c", CLOSE, CANDOR_DATA=str(other_machine(tmp_path)))
    wait_for(lambda: not files(published), seconds=PATIENCE)

    proxy.cut()
    for path in PATHS:
        answer = installation.fetch(path)
        assert answer.status == 503, path
        assert SECRET not in answer.body


def test_the_process_that_closes_it_takes_it_off_the_disk(installation: Installation) -> None:
    installation.set_up()
    published = installation.data / "published"
    installation.start("web")
    wait_for(lambda: installation.fetch("/").status == 200, seconds=PATIENCE)
    wait_for(lambda: files(published), seconds=PATIENCE)
    installation.stop()
    assert files(published)
    installation.manage("shell", "--no-imports", "-c", CLOSE)
    assert not files(published)


CLOSE = """
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.services import page_update

page_update(
    page=Page.living.get(slug="status"),
    changes={"visibility": "password", "password": "open sesame"},
    by=Actor.system(),
)
"""


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def other_machine(directory: Path) -> Path:
    data = directory / "other"
    data.mkdir(mode=0o700)
    return data
