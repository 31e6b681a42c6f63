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


def test_what_can_only_be_read_answers_405(page: Page, subtests: pytest.Subtests) -> None:
    component_create(page=page, name="API", by=BY)
    client = Client(enforce_csrf_checks=True)
    for path in READ:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with subtests.test(f"{method} {path}"):
                answer = client.generic(method, path, b"{}", content_type="application/json")
                assert answer.status_code == 405
                assert "GET" in answer.headers["Allow"]
