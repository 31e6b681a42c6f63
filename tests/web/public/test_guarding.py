"""Forms that hold no token: what browsers say of where they stand."""

import pytest
from django.test import RequestFactory

from web.public.guarding import is_foreign


@pytest.mark.parametrize(
    ("host", "origin", "foreign"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000", False),
        ("127.0.0.1:8000", "http://127.0.0.1:9999", True),
        ("[::1]:8000", "http://[::1]:8000", False),
        ("[::1]:8000", "http://[::1]:8001", True),
        ("status.acme.example", "https://status.acme.example", False),
        # A proxy may leave out the port, or add its own.
        ("status.acme.example", "https://status.acme.example:8443", False),
        ("status.acme.example:8000", "https://status.acme.example", False),
        ("status.acme.example", "https://evil.example", True),
        ("status.acme.example:8000", "https://evil.example:8000", True),
        ("status.acme.example:8000", "https://status.acme.example:port", True),
        ("status.acme.example:8000", "https://status.acme.example:99999", True),
    ],
)
def test_a_form_of_another_host_or_port_is_foreign(settings, host: str, origin: str, foreign: bool):
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory().post("/sign-in", headers={"host": host, "origin": origin})
    assert is_foreign(request) is foreign
