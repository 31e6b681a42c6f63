"""Bodies of pings through the real web server: large ones, in pieces, and cut off."""

import http.client
import json
import socket

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for

pytestmark = pytest.mark.faults

KEPT = "select method, length(body) from monitoring_ping order by n"
ANY = bytes(range(256))


@pytest.fixture
def key(installation: Installation) -> str:
    """A key of an installation whose web server runs."""
    key = installation.set_up()
    installation.start("web")
    wait_for(lambda: installation.fetch("/healthz").status == 200, seconds=PATIENCE)
    return key


@pytest.fixture
def address(installation: Installation, key: str) -> str:
    """The path of a job whose check is made by its first ping."""
    ping_key = installation.query("select ping_key from statuspage_page")[0][0]
    return f"/ping/{ping_key}/job?create=1"


def test_any_body_is_answered(installation: Installation, address: str, key: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=PATIENCE)

    def manage(*pieces: bytes) -> tuple[int, dict[str, str]]:
        headers = {"X-Api-Key": key}
        connection.request("POST", "/api/v3/checks/", iter(pieces), headers, encode_chunked=True)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def ping(method: str, body: object = None, **options: object) -> tuple[int, bytes]:
        connection.request(method, address, body, **options)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, answer.read()

    # One connection for all: what was not read of a body would be taken for the next request.
    assert ping("GET") == (201, b"Created")
    assert ping("POST", ANY * 40_000) == (200, b"OK")
    assert ping("POST", iter([ANY] * 40_000), encode_chunked=True) == (200, b"OK")
    assert ping("PUT", iter([b"in ", b"pieces"]), encode_chunked=True) == (200, b"OK")
    status, made = manage(b'{"name": "In', b' pieces"}')
    assert (status, made["name"]) == (201, "In pieces")
    assert ping("HEAD") == (200, b"")
    assert ping("OPTIONS") == (200, b"OK")
    with socket.create_connection(("127.0.0.1", installation.port), timeout=PATIENCE) as line:
        line.sendall(f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\ncut".encode())
        line.shutdown(socket.SHUT_WR)
        assert b" 200 OK" in line.recv(1000)
    assert installation.query(KEPT) == [
        ("GET", None),
        ("POST", 10_000),
        ("POST", 10_000),
        ("PUT", 9),
        ("HEAD", None),
        ("OPTIONS", None),
        ("POST", 3),
    ]
