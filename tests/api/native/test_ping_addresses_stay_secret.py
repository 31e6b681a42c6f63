"""E17 of the hardening catalogue: whoever may only read, or nothing at all, is never told where to ping."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from rest_framework.test import APIClient

from api.healthchecks.unique_keys import unique_key
from api.statuspage.public.urls import urlpatterns as documents
from apikeys import access_log
from apikeys.services import IssuedKey
from config.logs import JsonFormatter
from incidents.models import Incident, IncidentUpdate
from incidents.services import template_create
from monitoring.models import Check
from ops.smtpd.addresses import mailbox_of
from ops.smtpd.recording import Mail, mail_record
from statuspage.actor import Actor
from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE
from tests.api.native.routes import ROWS, path_of
from tests.receiver import Receiver, Reply
from web.public.urls import urlpatterns as public
from webhooks.models import Delivery, Subscription
from webhooks.services.claiming import deliveries_claim
from webhooks.services.fanout import events_fan_out
from webhooks.services.settling import deliveries_settle
from webhooks.services.trying import delivery_try
from webhooks.vocabulary import Lane

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor.system()
NAMED = {"name": "Nightly", "slug": "nightly"}
KINDS: list[tuple[dict[str, str], bool, bool]] = [
    ({}, False, False),
    ({}, False, True),
    ({}, True, False),
    (NAMED, False, False),
    (NAMED, True, True),
]
"""The name, whether there is a component, and whether the incident has a template."""


@pytest.fixture
def happened(
    names: dict[str, str],
    page: Page,
    component: Component,
    api: APIClient,
    full_key: IssuedKey,
    read_key: IssuedKey,
    outsider_key: IssuedKey,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
) -> list[Check]:
    """Heartbeats with and without a name to which everything has happened; the last ones are deleted."""
    caplog.set_level(logging.DEBUG)
    settings.RATELIMIT_ENABLE = False
    receiver.answer = lambda request: Reply(status=500, body=f"{request.path} {request.body!r}".encode())
    template = template_create(page=page, name="{{check}}", title="{{check}} of {{component}}", by=BY)
    for kind, config in (
        ("webhook", {"url": receiver.address("/chat")}),
        ("job_webhook", {"url_down": receiver.address("/$CODE?x=$NAME"), "body_down": "$JSON $BODY"}),
    ):
        body = {"kind": kind, "name": kind, "config": config}
        assert api.post(f"{PAGE}channels/", body, format="json").status_code == 201
    body = {"url": receiver.address("/machine")}
    assert api.post(f"{PAGE}webhooks/", body, format="json").status_code == 201
    checks = [
        _live(fields, component if placed else None, template.uid if templated else None, page, api, full_key)
        for fields, placed, templated in KINDS
    ]
    for check, key in product(checks, (read_key, outsider_key)):
        for path in ("", "/pause", "/resume"):
            refused = _door(key).post(f"/api/v2/checks/{check.code}{path}", "{}", "application/json")
            assert refused.status_code in (401, 403)
        assert _door(key).delete(f"/api/v1/checks/{check.code}").status_code in (401, 403)
        _door(key).post(f"/api/v3/checks/{str(check.code).upper()}/pause", "{}", "application/json")
    _tell()
    for check in checks[::2]:
        assert _door(full_key).delete(f"/api/v3/checks/{check.code}").status_code == 200
    _tell()
    return checks


def _live(
    fields: dict[str, str],
    component: Component | None,
    template: str | None,
    page: Page,
    api: APIClient,
    full_key: IssuedKey,
) -> Check:
    door, anybody = _door(full_key), Client()
    given = {**fields, "channels": "*", "timeout": 3600, "grace": 60, "desc": "d", "tags": "prod"}
    made = door.post("/api/v3/checks/", json.dumps(given), "application/json")
    assert made.status_code == 201, made.content
    code = made.json()["uuid"]
    check = Check.objects.get(code=code)
    effect = {"effect": "incident", "template": template, "component": component and component.uid}
    path = f"{PAGE}checks/{check.uid}/"
    changed = api.patch(path, {k: v for k, v in effect.items() if v}, format="json")
    assert changed.status_code == 200, changed.content
    change = {"operations": [{"op": "update", "id": check.uid, "data": {"tags": ["prod", "db"]}}]}
    bulk = api.post(f"{PAGE}checks/bulk/", change, format="json", HTTP_IDEMPOTENCY_KEY=code[::-1])
    assert bulk.json()["results"][0]["status"] == 200, bulk.content
    for word in ("", "/start", "/fail", "", "/fail"):
        assert anybody.post(f"/ping/{code}{word}", b"41 files", "text/plain").status_code == 200
    _mail(f"{code}@pings.example", sender=f"bounces+17-{code}=pings.example@mailer.example")
    if fields:
        slug = f"{page.ping_key}/{check.slug}"
        answer = anybody.get(f"/ping/{slug}/log")
        assert answer.status_code in (200, 409)
        _mail(f"{page.ping_key}+{check.slug}@pings.example", sender=f"{page.ping_key}+x=y@mailer.example")
    for word in ("pause", "resume"):
        assert door.post(f"/api/v3/checks/{code}/{word}", "{}", "application/json").status_code == 200
    for word in ("", "/fail"):
        assert anybody.get(f"/ping/{code}{word}").status_code == 200
    assert anybody.get(f"/ping/{code}/nothing").status_code == 404
    return check


def _mail(address: str, *, sender: str) -> None:
    mailbox = mailbox_of(address, domain="pings.example")
    raw = f"To: {address}\r\nSubject: Backup\r\n\r\ndone".encode()
    mail_record(Mail(sender=sender, address="127.0.0.1", raw=raw), [mailbox])


def _tell() -> None:
    now = timezone.now()
    events_fan_out(now=now)
    for lane in {delivery.lane for delivery in Delivery.objects.all()}:
        while claimed := deliveries_claim(lane=Lane(lane), limit=500, busy={}, now=now):
            deliveries_settle([(one, delivery_try(one)) for one in claimed], now=now)


def _door(key: IssuedKey) -> Client:
    return Client(headers={"X-Api-Key": key.secret})


def _native_paths(names: dict[str, str]) -> Iterator[str]:
    """Every path of the native API that is read, for each object of those kinds that heartbeats touch."""
    uids = {
        "check": list(Check.objects.values_list("uid", flat=True)),
        "incident": list(Incident.objects.values_list("uid", flat=True)),
        "channel": list(Subscription.objects.filter(audience="channel").values_list("uid", flat=True)),
        "webhook": list(Subscription.objects.filter(audience="machine").values_list("uid", flat=True)),
        "delivery": list(Delivery.objects.values_list("uid", flat=True)),
    }
    for row in ROWS:
        if row.method != "GET":
            continue
        own = path_of(row, names)
        kind = row.name.split("-")[0]
        yield own
        if row.name not in ("check-ping-body", "incident-update"):
            yield from (own.replace(names[kind], uid) for uid in uids.get(kind, ()))
    for update in IncidentUpdate.objects.select_related("incident"):
        yield f"{PAGE}incidents/{update.incident.uid}/updates/{update.uid}/"


def _public_paths(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    slugs = Component.objects.values_list("slug", flat=True)
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and not {"token", "name"} & set(pattern.pattern.converters):
            path = str(pattern.pattern).replace("<slug:ref>", "status")
            if path.startswith("^"):
                path = "pages/status/"
            for uid, slug in product(Incident.objects.values_list("uid", flat=True), slugs):
                yield "/" + path.replace("<slug:uid>", uid).replace("<slug:slug>", slug)


def _leaks(secrets: set[str], text: str) -> bool:
    return any(secret.lower() in text.lower() for secret in secrets)


@pytest.mark.any_database
def test_nobody_who_may_not_ping_is_told_where(
    happened: list[Check],
    names: dict[str, str],
    page: Page,
    read_key: IssuedKey,
    client_of: Callable[[IssuedKey], APIClient],
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    codes = {check.code for check in Check.objects.all()}
    secrets = {str(code) for code in codes} | {code.hex for code in codes} | {page.ping_key}
    access_log.flush()
    read, door, visitor = client_of(read_key), _door(read_key), Client()
    asked: list[tuple[Client, str]] = [
        (client, path) for path in set(_native_paths(names)) for client in (read, APIClient())
    ]
    for version, check in product(("v1", "v2", "v3"), happened):
        api = f"/api/{version}"
        key = unique_key(check.code)
        asked += [(door, f"{api}/{path}") for path in ("checks/", "channels/", "badges/", "status/")]
        for own in (key, str(check.code)):
            after = ("", "/flips/", "/pings/", "/pings/1/body")
            asked += [(door, f"{api}/checks/{own}{path}") for path in after]
        asked += [(visitor, f"/b/3/{check.badge_code}.{fmt}") for fmt in ("svg", "json", "shields")]
    for badges in door.get("/api/v3/badges/").json()["badges"].values():
        asked += [(visitor, urlsplit(url).path) for url in badges.values()]
    asked += [(visitor, path) for path in {*_public_paths(public), *_public_paths(documents)}]
    asked += [(visitor, f"/pages/status{path}") for path in {*_public_paths(documents)}]
    told, answered = set(), 0
    for client, path in asked:
        caches["limits"].clear()
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        answered += answer.status_code == 200
        if _leaks(secrets, body.decode("utf-8", "replace") + str(answer.headers)):
            told.add(path)
    assert told == set()
    assert answered > 150
    # What is sent to others than webhooks for jobs, and what is logged.
    sent = [one for one in receiver.requests if one.path in ("/chat", "/machine")]
    assert {one.path for one in sent} == {"/chat", "/machine"}
    assert [one.body for one in sent if _leaks(secrets, str(one))] == []
    written = Delivery.objects.exclude(subscription__kind="job_webhook").select_related("letter")
    letters = [f"{one.letter.message} {bytes(one.letter.body)!r}" for one in written]
    assert [letter for letter in letters if _leaks(secrets, letter)] == []
    assert [line for line in _lines(caplog) if _leaks(secrets, line)] == []
    jobs = [one for one in receiver.requests if one.path.startswith(tuple(f"/{code}" for code in codes))]
    assert len({one.path for one in jobs}) > 1


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [JsonFormatter().format(record) for record in caplog.records]
