"""What is read of the query of a ping, however long it is."""

from uuid import UUID

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage.models import Page
from tests.api.healthchecks.pings.conftest import pings_of
from tests.rows import each

RID = "123e4567-e89b-12d3-a456-426614174000"


@each(
    ("query", "rid"),
    [
        (f"rid={RID}", RID),
        (f"rid=nonsense&rid={RID}", RID),
        (f"rid={RID}&" + "&".join(f"p{n}={n}" for n in range(3000)), RID),
        ("&" * 100_000, None),
        ("a" * 100_000, None),
        ("a=%FF&%00=%&=&;", None),
        # What begins beyond the first 4 kB, or ends there, is not looked at.
        ("a" * 4092 + f"&rid={RID}", None),
        ("a" * 4070 + f"&rid={RID}", None),
        ("a" * 4050 + f"&rid={RID}&b=2", RID),
    ],
)
def test_no_query_loses_a_ping(strict: Client, check: Check, query: str, rid: str | None) -> None:
    answer = strict.get(f"/ping/{check.code}?{query}")
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert [ping.rid for ping in pings_of(check)] == [rid and UUID(rid)]


@pytest.mark.django_db
def test_thousands_of_parameters_make_a_check_too(strict: Client, page: Page) -> None:
    answer = strict.get(f"/ping/{page.ping_key}/job?create=1" + "&a=1" * 3000)
    assert (answer.status_code, answer.content) == (201, b"Created")
