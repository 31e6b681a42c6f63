"""Addresses that can only be read say so to whoever writes there, whatever cookies come along."""

import pytest
from django.test import Client

from statuspage.models import Page
from statuspage.services import component_create
from tests.restricted import BY

READ = [
    "/",
    "/history",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
    "/components/api",
    "/brand.css",
    "/colors.css",
    "/favicon.svg",
    "/preview.png",
    "/embed",
    "/embed.js",
    "/embed.json",
    "/badges/status.svg",
    "/badges/status.json",
    "/badges/api.svg",
    "/badges/api.json",
    "/api/v2/summary.json",
    "/api/v2/incidents/unresolved.json",
    "/pages/status",
    "/pages/status/history.atom",
    "/incidents/abcdefghijkl",
    "/incidents/abcdefghijkl.json",
    "/metrics-display/abcdefghijkl/day.json",
    "/accounts/oidc/begin/",
    "/healthz",
    "/readyz",
    "/api/v3/status/",
]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_can_only_be_read_answers_405(page: Page, path: str, method: str) -> None:
    component_create(page=page, name="API", by=BY)
    answer = Client(enforce_csrf_checks=True).generic(method, path, b"{}", content_type="application/json")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
