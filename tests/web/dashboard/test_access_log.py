"""The access log in the dashboard."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apikeys.models import AccessLog, ApiKey
from apikeys.services import key_issue
from statuspage.models import Page
from tests.web.dashboard.conftest import BY, As

LOG = "/dashboard/pages/status/access-log/"


def _row(page: Page, path: str, *, door: str = "native", status: int = 200, ago: int = 0) -> AccessLog:
    return AccessLog.objects.create(
        organization=page.organization,
        door=door,
        at=timezone.now() - timedelta(hours=ago),
        method="GET",
        path=path,
        status=status,
        duration_ms=3,
        address="192.0.2.1",
    )


@pytest.fixture
def key(page: Page) -> ApiKey:
    """A key that made the first two of three requests."""
    key = key_issue(organization=page.organization, name="Reports", scopes=["read"], pages=[page], by=BY).key
    rows = [_row(page, "/api/v1/pages/"), _row(page, "/v1/pages", door="statuspage", status=403, ago=2)]
    AccessLog.objects.filter(pk__in=[row.pk for row in rows]).update(key=key)
    _row(page, "/api/v3/checks/", door="healthchecks", status=500, ago=48)
    return key


def _paths(client: Client, query: str = "") -> list[str]:
    return re.findall(r"<code>GET ([^<]+)</code>", client.get(f"{LOG}?{query}").content.decode())


def test_it_is_narrowed_by_all_that_one_looks_for(as_: As, key: ApiKey):
    client = as_("admin")
    native, statuspage, checks = "/api/v1/pages/", "/v1/pages", "/api/v3/checks/"
    for query, paths in (
        ("", [checks, statuspage, native]),
        ("answer=refused", [statuspage]),
        ("answer=failed", [checks]),
        (f"key={key.uid}", [statuspage, native]),
        ("door=native", [native]),
        ("within=hour", [native]),
        ("within=day&q=V1/PAGES", [statuspage, native]),
        ("sort=-status", [checks, statuspage, native]),
        ("answer=x&key=y&door=z&within=w", [checks, statuspage, native]),
    ):
        assert _paths(client, query) == paths, query


def test_it_tells_nothing_of_other_organizations(as_: As, key: ApiKey, other_page: Page):
    _row(other_page, "/foreign")
    assert "/foreign" not in _paths(as_("owner"))


def test_a_log_of_any_length_takes_as_many_queries(as_: As, page: Page, key: ApiKey):
    client, counts = as_("owner"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(LOG)
        counts.append(len(asked))
        for number in range(5):
            _row(page, f"/{number}")
    assert counts[0] == counts[1] <= 12
