"""Mail that was answered 250 is a ping, whatever dies; mail that was not comes again."""

import itertools
import signal
import smtplib
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for
from tests.services import free_port
from tests.tcpproxy import TcpProxy

pytestmark = pytest.mark.faults

DOMAIN = "pings.example.com"


class MailHouse(Installation):
    """An installation with a heartbeat and a listener for its mail."""

    def __init__(self, directory: Path, **variables: str) -> None:
        self.mail_port = free_port()
        super().__init__(
            directory,
            CANDOR_PING_EMAIL_DOMAIN=DOMAIN,
            CANDOR_SMTPD_PORT=str(self.mail_port),
            CANDOR_PING_RATE="0",
            **variables,
        )
        self.code = self.run_module("tests.faults.mail_setup", {}).splitlines()[-1]

    def send(self, text: str) -> int:
        """Send a mail to the heartbeat; gives the code of the answer, 0 without one."""
        try:
            with smtplib.LMTP("127.0.0.1", self.mail_port, timeout=30) as client:
                client.ehlo()
                client.mail("cron@host.example")
                client.rcpt(f"{self.code}@{DOMAIN}")
                return client.data(text)[0]
        except OSError:
            return 0

    def taken(self) -> list[str]:
        rows = self.query("select body from monitoring_ping order by n")
        return [bytes(body).decode().strip() for (body,) in rows]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[MailHouse]:
    house = MailHouse(tmp_path, CANDOR_SMTPD_LMTP="yes")
    yield house
    house.stop()


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[TcpProxy]:
    """In front of a PostgreSQL that others use too, so that only our way to it fails."""
    parts = urlsplit(postgres_url)
    proxy = TcpProxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    yield proxy
    proxy.close()


@pytest.fixture
def distant_house(tmp_path: Path, postgres_url: str, proxy: TcpProxy) -> Iterator[MailHouse]:
    parts = urlsplit(postgres_url)
    netloc = f"{parts.netloc.rpartition('@')[0] or 'postgres'}@127.0.0.1:{proxy.port}"
    url = urlunsplit(parts._replace(netloc=netloc))
    house = MailHouse(tmp_path, CANDOR_SMTPD_LMTP="yes", CANDOR_DATABASE_URL=url)
    yield house
    house.stop()


def test_it_loses_no_answered_mail_when_it_is_killed(house: MailHouse) -> None:
    listener = house.start("smtpd")
    wait_for(lambda: house.send("first") == 250, seconds=PATIENCE)
    answered = ["first"]
    ended = threading.Event()

    def go_on(sender: int) -> None:
        for number in itertools.count():
            text = f"{sender}-{number}"
            if ended.is_set():
                return
            if house.send(text) == 250:
                answered.append(text)

    senders = [threading.Thread(target=go_on, args=(sender,)) for sender in range(3)]
    for sender in senders:
        sender.start()
    wait_for(lambda: len(answered) > 20, seconds=PATIENCE)
    listener.send_signal(signal.SIGKILL)
    listener.wait(10)
    listener = house.start("smtpd")
    before = len(answered)
    wait_for(lambda: len(answered) > before + 5, seconds=PATIENCE)
    ended.set()
    for sender in senders:
        sender.join(PATIENCE)
    listener.terminate()
    assert listener.wait(PATIENCE) == 0

    taken = house.taken()
    assert set(answered) <= set(taken)
    # What was written down and never answered: at most what was in hand at the kill.
    assert len(taken) - len(answered) <= len(senders)
    counts = house.query("select ping_count from monitoring_heartbeatstate")
    assert counts == [(len(taken),)]
    # The address is the permission to ping.
    assert house.code not in house.printed("smtpd")


def test_it_lets_mail_come_again_while_the_database_is_away_f02(
    distant_house: MailHouse, proxy: TcpProxy
) -> None:
    distant_house.start("smtpd")
    wait_for(lambda: distant_house.send("first") == 250, seconds=PATIENCE)

    for take_away in (proxy.cut, proxy.hang):
        take_away()
        assert distant_house.send("lost") == 451
        proxy.restore()
        wait_for(lambda: distant_house.send("again") == 250, seconds=PATIENCE)

    assert "lost" not in distant_house.taken()
