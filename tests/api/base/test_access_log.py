"""Every request of a door leaves a row, and a refused write a word in the journal (hardening A22, E17)."""

from datetime import timedelta

import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys import access_log, limits
from apikeys.credentials import create
from apikeys.models import AccessLog
from statuspage.models import Event

LIST = "/t/pages/status/components/"


def rows():
    access_log.flush()
    return list(AccessLog.objects.order_by("id"))


def test_it_notes_who_did_what_with_which_result(api, full_key, page, organization):
    answer = api.post(LIST, {"name": "API"}, format="json", REMOTE_ADDR="203.0.113.9")
    (row,) = rows()
    assert (row.organization, row.key, row.key_prefix) == (organization, full_key.key, full_key.key.prefix)
    assert (row.door, row.method, row.path, row.status) == ("test", "POST", LIST, 201)
    assert (row.address, row.request_id) == ("203.0.113.9", answer["X-Request-Id"])
    full_key.key.refresh_from_db()
    assert full_key.key.last_used_at == row.at


def test_it_notes_refused_requests_too(api, client_of, read_key, expire, full_key, page, organization):
    unknown = create()
    api.get("/t/nothing/")
    api.put("/t/keys/")
    api.get(f"{LIST}?nothing=1")
    client_of(read_key).post(LIST, {"name": "x"}, format="json")
    APIClient().get("/t/keys/")
    client_of(unknown.secret).get("/t/keys/")
    expire(full_key.key, timezone.now() - timedelta(days=1))
    api.get("/t/keys/")
    found = [(row.status, row.key_prefix, row.organization) for row in rows()]
    mine = full_key.key.prefix
    assert found == [
        (404, mine, organization),
        (405, mine, organization),
        (400, mine, organization),
        (403, read_key.key.prefix, organization),
        (401, "", None),
        (401, unknown.prefix, None),
        (401, mine, organization),
    ]


@time_machine.travel("2026-11-21T12:00:00Z", tick=False)
def test_it_notes_429s(client_of, issue):
    client = client_of(issue("full", limit_per_minute=1))
    for _ in range(2):
        client.get("/t/keys/")
    assert [row.status for row in rows()] == [200, 429]


def test_it_never_keeps_secrets_or_queries_e17(api, full_key, page):
    api.get(f"/t/{full_key.secret}/?api_key={full_key.secret}")
    api.post(f"/t/pages/{full_key.secret}/components/", {"name": full_key.secret}, format="json")
    assert len(rows()) == 2
    kept = str(list(AccessLog.objects.values())) + str(list(Event.objects.values()))
    assert full_key.secret not in kept
    assert "api_key" not in kept


def test_it_tells_the_journal_of_refused_writes_a22(
    client_of, read_key, page_key, organization, page, other_page
):
    before = set(Event.objects.values_list("pk", flat=True))
    client_of(read_key).post(LIST, {"name": "x"}, format="json", REMOTE_ADDR="203.0.113.9")
    client_of(page_key).post("/t/pages/elsewhere/components/", {"name": "x"}, format="json")
    client_of(page_key).post("/t/keys/", {}, format="json")
    client_of(read_key).post(LIST, {"name": "x"}, content_type="text/plain")
    client_of(page_key).post(LIST, {"name": ""}, format="json")
    client_of(page_key).get("/t/keys/")
    events = Event.objects.exclude(pk__in=before).order_by("id")
    assert [(event.kind, event.subject_uid, dict(event.after or {})["code"]) for event in events] == [
        ("access.refused", read_key.key.uid, "missing_scope"),
        ("access.refused", page_key.key.uid, "not_found"),
        ("access.refused", page_key.key.uid, "page_restricted_key"),
        ("access.refused", read_key.key.uid, "missing_scope"),
    ]
    first = events[0]
    assert (first.organization, first.page, first.actor_address) == (organization, None, "203.0.113.9")
    assert first.after == {
        "method": "POST",
        "path": LIST,
        "code": "missing_scope",
        "scope": "components:write",
    }


@time_machine.travel("2026-11-21T12:00:00Z", tick=False)
def test_it_does_not_let_refusals_flood_the_journal(client_of, read_key, page):
    client = client_of(read_key)
    for _ in range(limits.REFUSALS_NOTED_PER_MINUTE + 5):
        client.post(LIST, {"name": "x"}, format="json")
    noted = Event.objects.filter(kind="access.refused").count()
    assert noted == limits.REFUSALS_NOTED_PER_MINUTE
    assert len(rows()) == limits.REFUSALS_NOTED_PER_MINUTE + 5


@time_machine.travel("2026-11-21T12:00:00Z", tick=False)
def test_it_does_not_let_strangers_fill_the_disk(db, full_key, client_of):
    stranger, revoked = APIClient(), client_of(full_key.secret[:-1])
    for _ in range(limits.FAILURES_PER_MINUTE):
        stranger.get("/t/keys/")
    for client in (stranger, stranger, revoked):
        assert client.get("/t/keys/").status_code == 429
    codes = [row.status for row in rows()]
    assert codes == [401] * limits.FAILURES_PER_MINUTE + [429]
