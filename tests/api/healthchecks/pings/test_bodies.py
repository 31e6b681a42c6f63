"""Bodies: kept byte for byte up to the limit, and never worth a lost ping."""

import io

import pytest
from django.test import Client, RequestFactory

from api.healthchecks.pings.views import ping_by_code
from monitoring.models import Check
from tests.api.healthchecks.pings.conftest import pings_of

ANY = bytes(range(256))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"disk full", b"disk full"),
        (ANY, ANY),
        (b"\xff\xfe broken \x00", b"\xff\xfe broken \x00"),
        (b"a" * 10_000, b"a" * 10_000),
        (b"a" * 10_000 + b"b", b"a" * 10_000),
        (ANY * 40_000, (ANY * 40)[:10_000]),
        (b"", None),
    ],
    ids=["words", "any bytes", "no text", "the limit", "one more", "10 MB", "none"],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_the_first_ten_thousand_bytes_are_kept(
    strict: Client, check: Check, method: str, sent: bytes, kept: bytes | None
) -> None:
    answer = strict.generic(method, f"/ping/{check.code}/fail", sent, content_type="text/plain")
    assert (answer.status_code, answer.content) == (200, b"OK")
    (ping,) = pings_of(check)
    assert (None if ping.body is None else bytes(ping.body)) == kept


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_is_a_body_like_any_other(strict: Client, check: Check, content_type: str) -> None:
    strict.generic("POST", f"/ping/{check.code}", b"a=1&b=%00", content_type=content_type)
    assert bytes(pings_of(check)[0].body or b"") == b"a=1&b=%00"


def test_a_body_in_chunks_is_read(check: Check, rf: RequestFactory) -> None:
    request = rf.post(f"/ping/{check.code}", HTTP_TRANSFER_ENCODING="chunked")
    del request.META["CONTENT_LENGTH"]
    request.META["wsgi.input"] = io.BytesIO(b"in pieces")
    assert ping_by_code(request, check.code).status_code == 200
    assert bytes(pings_of(check)[0].body or b"") == b"in pieces"


def test_a_client_that_hangs_up_has_pinged(check: Check, rf: RequestFactory) -> None:
    class Gone(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    request = rf.post(f"/ping/{check.code}", HTTP_TRANSFER_ENCODING="chunked")
    del request.META["CONTENT_LENGTH"]
    request.META["wsgi.input"] = Gone()
    assert ping_by_code(request, check.code).status_code == 200
    assert [ping.body for ping in pings_of(check)] == [None]


def test_words_are_looked_for_beyond_what_is_kept(strict: Client, check: Check) -> None:
    Check.objects.filter(pk=check.pk).update(filter_http_body=True, failure_kw="ERROR")
    strict.post(f"/ping/{check.code}", b"a" * 20_000 + b"ERROR", content_type="text/plain")
    assert [ping.kind for ping in pings_of(check)] == ["fail"]
