"""Canaries that count who connects, and the two settings of the guard."""

import socket
import threading

import pytest

from tests.nameserver import NameServer


class Canary:
    """A listener on a loopback address that counts accepted connections and answers a small page."""

    def __init__(self, address: str):
        self.accepts = 0
        self.socket = socket.create_server(
            (address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET
        )
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.accepts += 1
            with peer:
                peer.settimeout(2)
                try:
                    peer.recv(65536)
                    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\ncanary")
                except OSError:
                    continue

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def canary():
    canary = Canary("127.0.0.1")
    yield canary
    canary.close()


@pytest.fixture
def canary6():
    try:
        canary = Canary("::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    yield canary
    canary.close()


@pytest.fixture(autouse=True)
def own_address(settings):
    settings.CANDOR_PORT = 8000
    settings.CANDOR_PUBLIC_URL = "http://status.candor.test"


@pytest.fixture
def closed(settings):
    """The default once a database URL is set: public addresses only."""
    settings.CANDOR_EGRESS_ALLOW = frozenset()


@pytest.fixture
def opened(settings):
    """The embedded default."""
    settings.CANDOR_EGRESS_ALLOW = frozenset({"loopback", "private"})


@pytest.fixture
def hosts(tmp_path, monkeypatch):
    """Names of our own: call it with name=address or name=[addresses]."""
    path = tmp_path / "hosts"
    path.write_text("")
    monkeypatch.setattr("statuspage.egress.resolver.HOSTS_FILE", str(path))

    def write(names):
        lines = []
        for name, addresses in names.items():
            lines += [
                f"{address} {name}" for address in ([addresses] if isinstance(addresses, str) else addresses)
            ]
        path.write_text("\n".join(lines) + "\n")

    return write


@pytest.fixture
def nameserver(tmp_path, monkeypatch):
    """The only name server there is; set its `names`."""
    server = NameServer()
    path = tmp_path / "resolv.conf"
    path.write_text("nameserver 127.0.0.1\n")
    monkeypatch.setattr("statuspage.egress.resolver.RESOLVER_FILE", str(path))
    monkeypatch.setattr("statuspage.egress.resolver.RESOLVER_PORT", server.port)
    yield server
    server.close()
