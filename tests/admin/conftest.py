"""One row of every table, holding a canary wherever a secret may be, and another to compare counts with."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from apikeys.models import AccessLog, ApiKey, IdempotencyRecord, OAuthNonce
from incidents.models import (
    AffectedComponent,
    Incident,
    IncidentTemplate,
    IncidentUpdate,
    MaintenanceSeries,
    Postmortem,
)
from monitoring.models import (
    Check,
    CheckIncident,
    CheckRegion,
    CheckResult,
    CheckRollup,
    DataPoint,
    DataPointHour,
    Flip,
    HeartbeatState,
    Metric,
    MetricAudience,
    MetricsProvider,
    Ping,
    Pulse,
)
from statuspage.models import (
    AdmissionLink,
    AudienceGroup,
    AudienceMember,
    Component,
    ComponentGroup,
    Event,
    Invitation,
    Membership,
    Organization,
    Page,
    PagePicture,
    PageRole,
    StatusClaim,
    StatusEmbedConfig,
    StatusLabel,
    StatusNote,
    StatusPeriod,
    User,
)
from webhooks.models import (
    Attempt,
    ChannelAssignment,
    Delivery,
    DeliveryItem,
    FanOut,
    Letter,
    Subscription,
    Waiting,
)

CANARY = "c4n4ry"
numbers = count(1)


@pytest.fixture
def operator_client(operator: User) -> Client:
    client = Client()
    client.force_login(operator)
    return client


def lay_rows() -> dict[type[models.Model], models.Model]:
    """A new row of every table, by model; call it again for more."""
    n = next(numbers)
    now = timezone.now() + timedelta(minutes=n)
    rows: list[models.Model] = []

    def lay(model: type[models.Model], **fields: object) -> models.Model:
        row = model(**fields)
        row.save(force_insert=True)
        rows.append(row)
        return row

    user = lay(User, email=f"person{n}@acme.example", password=f"md5$salt${CANARY}")
    organization = lay(Organization, name=f"Organization {n}")
    page = lay(
        Page,
        organization=organization,
        name=f"Page {n}",
        slug=f"page-{n}",
        sequence=1,
        visibility="password",
        password_hash=f"md5$salt${CANARY}",
        ping_key=f"{CANARY}-ping-{n}",
    )
    membership = lay(Membership, organization=organization, user=user)
    lay(PageRole, membership=membership, page=page)
    lay(StatusEmbedConfig, page=page)
    lay(PagePicture, page=page, kind="logo", content_type="image/png", data=b"")
    group = lay(ComponentGroup, page=page, name="Group", slug="group")
    component = lay(Component, page=page, group=group, name="Component", slug="component")
    label = lay(StatusLabel, page=page, name="Label", slug="label")
    said = {"component": component, "status": "operational"}
    claim = lay(StatusClaim, **said, source="manual", stated_at=now, started=now)
    lay(StatusPeriod, **said, started=now)
    lay(StatusNote, **said, at=now, label=label, claim=claim)
    audience = lay(AudienceGroup, page=page, name="Viewers")
    member = lay(AudienceMember, page=page, email="viewer@acme.example")
    lay(AdmissionLink, page=page, member=member, path="/history", asked_at=now, expires_at=now)
    invited = {"organization": organization, "email": "ina@acme.example", "inviter": "Olive"}
    lay(Invitation, **invited, sent_at=now, expires_at=now)
    event = lay(
        Event,
        organization=organization,
        page=page,
        page_uid=page.uid,  # type: ignore[attr-defined]
        sequence=1,
        kind="page.created",
        at=now,
        subject_kind="page",
        actor_kind="system",
    )

    lay(MaintenanceSeries, page=page, rrule="FREQ=WEEKLY", first_start=now, duration_seconds=60)
    template = lay(IncidentTemplate, page=page, name="Template", title="Title")
    incident = lay(
        Incident,
        page=page,
        number=1,
        name="Incident",
        status="investigating",
        started_at=now,
        template=template,
    )
    lay(IncidentUpdate, incident=incident, kind="opening", status="investigating", displayed_at=now)
    lay(AffectedComponent, incident=incident, component=component, status="major_outage")
    lay(Postmortem, incident=incident, preview_key=f"{CANARY}{n:06}")

    target = {
        "url": "https://acme.example/",
        "method": "GET",
        "headers": {"Authorization": f"Bearer {CANARY}"},
        "auth": {"type": "basic", "username": "me", "password": CANARY},
        "body": CANARY,
    }
    check = lay(
        Check,
        page=page,
        component=component,
        kind="http",
        target=target,
        interval_seconds=60,
        timeout_seconds=9,
    )
    lay(CheckRegion, check_row=check)
    lay(HeartbeatState, check_row=check)
    lay(CheckIncident, check_row=check, incident=incident, opened_at=now)
    lay(CheckResult, check_row=check, slot=now, ok=True)
    lay(CheckRollup, check_row=check, period="hour", start=now)
    lay(Ping, check_row=check, n=1, at=now, body=CANARY.encode())
    lay(Flip, check_row=check, at=now, old="new", new="up")
    lay(Pulse, name=f"worker-{n}", at=now)
    address = f"https://hooks.example/{CANARY}"
    provider = lay(MetricsProvider, page=page, kind="datadog", base_url=address, secrets=CANARY)
    metric = lay(Metric, page=page, provider=provider, source="provider", name="Metric")
    lay(MetricAudience, metric=metric, group=audience)
    lay(DataPoint, metric=metric, minute=now, value=1)
    lay(DataPointHour, metric=metric, start=now, count=1, total=1, low=1, high=1)

    key = lay(ApiKey, organization=organization, name="Key", prefix=f"cdr_{n:06}", digest=CANARY)
    asked = {"door": "native", "method": "GET", "path": "/", "status": 200, "duration_ms": 1}
    lay(AccessLog, **asked, organization=organization, key=key, at=now)
    answered = {"token": "t", "fingerprint": CANARY, "answer": {"a": CANARY}}
    lay(IdempotencyRecord, **answered, key=key, method="POST", path="/", created_at=now)
    lay(OAuthNonce, key=key, timestamp=1, digest="acme")

    subscription = lay(
        Subscription,
        page=page,
        audience="machine",
        kind="webhook",
        address=address,
        secrets=CANARY,
        previous_secret=CANARY,
        headers={"Authorization": CANARY},
        config={"token": CANARY},
    )
    lay(ChannelAssignment, subscription=subscription, check_row=check)
    letter = lay(Letter, page=page, body=CANARY.encode(), message={"a": CANARY})
    delivery = lay(
        Delivery,
        page=page,
        subscription=subscription,
        letter=letter,
        dedupe_key="a",
        next_attempt_at=now,
    )
    lay(Waiting, subscription=subscription, event=event, kind="group", release_at=now)
    lay(FanOut, event=event)
    lay(DeliveryItem, delivery=delivery, event=event)
    lay(Attempt, delivery=delivery, number=1, at=now)
    connection.check_constraints()
    return {type(row): row for row in rows}
