"""Public page with everything: at most 40 kB on the wire."""

import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from tests.web.public.conftest import BY

LIMIT = 40_000
EACH = 400


def test_it_weighs_little(client: Client, page: Page, component: Callable[..., Component], now: datetime):
    for number in range(20):
        made = component(f"Service number {number}", description="Answers questions of all kinds.")
        for days in (15, 9, 4):
            at = now - timedelta(days=days, minutes=number)
            for word, then in (("partial_outage", at), ("operational", at + timedelta(minutes=7 * number))):
                services.claim_set(
                    component=made, source="manual", source_uid="", status=word, by=BY, now=then
                )
        incident = incidents.incident_open(
            page=page,
            name=f"Trouble {number}",
            body="We look into it. " * 10,
            components={made: "major_outage"},
            by=BY,
        )
        incidents.incident_resolve(incident=incident, body="Fixed. " * 20, by=BY)
    files, weight = _weigh(client, "/")
    assert {"css/public.css", "js/live.js", "js/ago.js"} <= files
    assert weight <= LIMIT
    for number in range(20):
        component(f"Further service {number}", description="Answers questions of all kinds.")
    _files, heavier = _weigh(client, "/")
    assert (heavier - weight) / 20 <= EACH, "a page of 200 components stays below three times the limit"
    for path in ("/components/service-number-0", "/history?view=calendar", "/history?q=trouble"):
        files, weight = _weigh(client, path)
        assert "css/views.css" in files
        assert weight <= LIMIT
    files, weight = _weigh(client, "/subscribe")
    assert {"css/public.css", "css/forms.css", "js/tree.js", "js/copy.js"} <= files
    assert weight <= LIMIT / 2


def _weigh(client: Client, path: str) -> tuple[set[str], int]:
    html = client.get(path).content
    icon = re.search(rb'href="([^"]+)" data-status-icon', html)
    assert icon is not None
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html.decode()))
    weight = len(gzip.compress(html)) + len(gzip.compress(client.get(icon[1].decode()).content))
    for name in files:
        found = finders.find(name)
        assert found is not None
        weight += len(gzip.compress(Path(str(found)).read_bytes()))
    return files, weight
