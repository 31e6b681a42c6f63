"""E01, E02 and what may be kept: every address behind the log-in, also those that nobody thought of here."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.test import Client
from django.urls import URLResolver, get_resolver

from statuspage.models import Event, Page, User

GROUPS = ("dashboard/", "accounts/", "admin/")
NOBODYS = ("/accounts/inactive/", "/accounts/password/reset/")
"""Screens that say the same to everybody."""


def test_no_form_is_taken_from_elsewhere_framed_or_kept(page: Page, owner: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    before = Event.objects.count()
    taken, framed, kept, shown = [], [], [], 0
    for path in _paths(get_resolver().url_patterns):
        # A form without a token, as another site would send it; 404 and 405 come before anything is done.
        answer = client.post(path, {}, headers={"Origin": "https://evil.example"})
        if answer.status_code not in (403, 404, 405):
            taken.append((path, answer.status_code))
        answer = client.get(path)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        shown += 1
        # The preview of the page's look stands in a frame of the dashboard's own; nothing in it acts.
        ancestors = "'self'" if path.endswith("/look/preview/") else "'none'"
        if f"frame-ancestors {ancestors}" not in answer["Content-Security-Policy"]:
            framed.append(path)
        if "private" not in answer.get("Cache-Control", "") and not path.startswith(NOBODYS):
            kept.append(path)
    assert (taken, framed, kept) == ([], [], [])
    assert shown > 50
    assert Event.objects.count() == before


def _paths(listed: Sequence[Any], prefix: str = "") -> Iterator[str]:
    """Every address of the groups, with the page in it and something that is not there for all else."""
    for route in listed:
        pattern = prefix + str(route.pattern)
        if not pattern.startswith(GROUPS):
            continue
        if isinstance(route, URLResolver):
            yield from _paths(route.url_patterns, pattern)
        else:
            path = pattern.replace("pages/<slug:ref>/", "pages/status/")
            path = re.sub(r"<[^>]+>|\(\?P<[^)]*\)", "abcabcabcabc", path)
            yield "/" + re.sub(r"[\^$\\]", "", path)
