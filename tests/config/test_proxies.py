import ipaddress
from typing import Any

import pytest

from config.proxies import TrustedProxies

NETWORKS = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("10.0.0.0/8"))


def seen(**environ: str) -> dict[str, Any]:
    """What the application behind the proxies sees."""
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found.update(environ)
        return []

    given = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_HOST": "inner:8000", **environ}
    TrustedProxies(application, NETWORKS)(given, lambda *args: lambda data: None)
    return found


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.1.1", "198.51.100.7"),
        ("127.0.0.1", "10.2.2.2, 10.1.1.1", "10.2.2.2"),
        ("127.0.0.1", "198.51.100.7, nonsense, 10.1.1.1", "10.1.1.1"),
        ("127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_it_finds_the_client_that_the_outermost_trusted_proxy_saw(peer: str, forwarded: str, client: str):
    assert seen(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)["REMOTE_ADDR"] == client


def test_it_takes_scheme_and_host_from_a_trusted_proxy():
    found = seen(HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="evil.example, status.example.com")
    assert found["wsgi.url_scheme"] == "https"
    assert found["HTTP_HOST"] == "status.example.com"


def test_it_believes_nothing_from_anyone_else_and_passes_nothing_on():
    found = seen(
        REMOTE_ADDR="198.51.100.1",
        HTTP_X_FORWARDED_FOR="127.0.0.1",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_REAL_IP="127.0.0.1",
        HTTP_FORWARDED="for=127.0.0.1",
        HTTP_PROXY="http://evil.example",
    )
    assert found["wsgi.url_scheme"] == "http"
    assert found["HTTP_HOST"] == "inner:8000"
    assert not [name for name in found if "FORWARDED" in name or name in {"HTTP_X_REAL_IP", "HTTP_PROXY"}]


@pytest.mark.parametrize("scheme", ["javascript", "", "https\r\n"])
def test_it_keeps_the_scheme_when_the_forwarded_one_is_none(scheme: str):
    assert seen(HTTP_X_FORWARDED_PROTO=scheme)["wsgi.url_scheme"] in {"http", "https"}
