"""The table of the dashboard's screens, and the world in which each has something to show.

A new screen adds a row to `SCREENS`, and to `world` what it needs to be full, with names as long as they
come.
"""

from datetime import timedelta

from django.utils import timezone

from apikeys.models import AccessLog
from apikeys.services import key_issue
from incidents import services as incidents
from monitoring.services.metrics import metric_create
from monitoring.services.points import points_add
from monitoring.services.providers import provider_create
from statuspage import services
from statuspage.actor import Actor
from statuspage.invitation_tokens import invitation_token
from statuspage.models import Event, Page, User
from statuspage.services.invitations import invitation_send
from tests.monitoring.making import make_check, make_heartbeat, ping, run_once
from tests.webhooks.making import make_channel, make_delivery, make_endpoint, make_event
from webhooks.models import Attempt
from webhooks.services.subscribers import subscriber_add, subscriber_import_start

BY = Actor.system()
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"

SCREENS = (
    "/dashboard/?all",
    "/dashboard/account/",
    "",
    "start/",
    "find/",
    "find/?q=Donau",
    "incidents/",
    "incidents/?q=nothing-like-it",
    "incidents/new/",
    "incidents/new/?template={template}",
    "incidents/templates/",
    "incidents/templates/new/",
    "incidents/templates/{template}/",
    "incidents/templates/{template}/delete/",
    "incidents/past/",
    "incidents/{incident}/",
    "incidents/{incident}/edit/",
    "incidents/{incident}/delete/",
    "incidents/{incident}/postmortem/",
    "incidents/{incident}/updates/{entry}/",
    "incidents/{draft}/",
    "maintenance/",
    "maintenance/calendar/",
    "maintenance/new/",
    "maintenance/{maintenance}/",
    "maintenance/{maintenance}/edit/",
    "checks/",
    "checks/?q=nothing-like-it",
    "checks/new/",
    "checks/new/http/",
    "checks/new/tcp/",
    "checks/new/heartbeat/",
    "checks/delete/{check}/",
    "checks/{check}/",
    "checks/{check}/?span=week",
    "checks/{check}/edit/",
    "checks/{check}/results/?state=failed",
    "checks/{heartbeat}/pings/",
    "checks/{heartbeat}/pings/3/",
    "checks/{heartbeat}/",
    "components/",
    "components/?q=nothing-like-it",
    "components/new/",
    "components/{component}/",
    "components/{component}/correct/",
    "components/{component}/edit/",
    "components/{component}/delete/",
    "components/groups/new/",
    "components/groups/{group}/",
    "checks/{heartbeat}/edit/",
    "metrics/",
    "metrics/new/",
    "metrics/{metric}/",
    "metrics/providers/new/",
    "metrics/providers/{provider}/",
    "metrics/providers/{provider}/delete/",
    "subscribers/",
    "subscribers/?q=nothing-like-it",
    "subscribers/new/",
    "subscribers/import/",
    "subscribers/imports/{import}/",
    "subscribers/{subscriber}/",
    "subscribers/{subscriber}/remove/",
    "audience/",
    "webhooks/",
    "webhooks/new/",
    "webhooks/{webhook}/",
    "webhooks/{webhook}/rotate/",
    "channels/",
    "channels/new/",
    "channels/new/?kind=webhook",
    "channels/new/?kind=telegram",
    "channels/{channel}/",
    "channels/{channel}/delete/",
    "deliveries/",
    "deliveries/{delivery}/",
    "viewers/",
    "settings/",
    "settings/look/",
    "settings/domain/",
    "settings/embed/",
    "settings/embed/ping-key/",
    "settings/uptime/",
    "settings/features/",
    "settings/delete/",
    "organization/",
    "/dashboard/new-page/",
    "team/",
    "team/invite/",
    "keys/",
    "keys/new/",
    "keys/{key}/",
    "keys/{key}/revoke/",
    "access-log/",
    "journal/",
    "journal/?q=nothing-like-it",
    "journal/{event}/",
    "team/{teammate}/",
    "/accounts/invitation/{invitation}/",
)
"""Below a page unless they begin with a slash; words in braces are uids of the world."""

SIGNING = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/authenticator-app/on/",
    "/accounts/recovery-codes/new/",
    "/accounts/passkeys/add/",
)
"""About signing in. Who is signed in is led on from the first."""

PUBLIC = (
    ("/", 200),
    ("/?span=week", 200),
    ("/history", 200),
    ("/history?view=calendar", 200),
    ("/history?q=Over", 200),
    ("/history?q=nothing-like-it", 200),
    ("/incidents/{incident}", 200),
    ("/maintenances/{maintenance}", 200),
    ("/components/rest-api", 200),
    ("/components/rest-api?view=week", 200),
    ("/components/rest-api?view=day", 200),
    ("/subscribe", 200),
    ("/?lang=ar", 200),
    ("/nothing-here", 404),
)
"""What visitors see of the world, with the status of the answer."""


def world(page: Page, teammate: User) -> dict[str, str]:
    """One of everything on the page; what the rows of the table name, by those words."""
    services.page_update(page=page, changes={"languages": ["en", "de", "ar"]}, by=BY)
    now = timezone.now().replace(second=0, microsecond=0)
    long = services.component_create(page=page, name=LONG, by=BY)
    api = services.component_create(page=page, name="REST API", by=BY)
    services.component_update(component=long, changes={"visible": False}, by=BY)
    incident = incidents.incident_open(
        page=page,
        name=f"Errors of the {LONG}",
        body=f"We **look** at {LONG}.",
        components={api: "major_outage", long: "degraded_performance"},
        by=BY,
    )
    entry = incidents.incident_post_update(incident=incident, status="identified", body="Found.", by=BY)
    template = incidents.template_create(
        page=page, name=LONG, title="{{component}} is slow", components={api: "major_outage"}, by=BY
    )
    draft = incidents.incident_open(page=page, name="Not shown yet", draft=True, by=BY)
    over = incidents.incident_open(page=page, name="Over", components={api: "partial_outage"}, by=BY)
    incidents.incident_resolve(incident=over, by=BY)
    maintenance = incidents.maintenance_schedule(
        page=page,
        name=LONG,
        scheduled_for=now + timedelta(days=2),
        scheduled_until=now + timedelta(days=2, hours=3),
        components=[api],
        by=BY,
    )
    check = make_check(
        page, name=LONG, tags=["prod", LONG], component=api, confirm_down=1, now=now - timedelta(minutes=9)
    )
    for well in (True, True, False):
        run_once(check, ok=well, error="" if well else f"The {LONG} refused the connection.")
    heartbeat = make_heartbeat(page, now=now - timedelta(hours=2))
    for kind in ("start", "success", "fail"):
        ping(heartbeat, now - timedelta(minutes=5), kind=kind, body=LONG.encode())
    endpoint = make_endpoint(page, last_error=f"The endpoint of the {LONG} answered 500.", failing_since=now)
    channel = make_channel(page, name=LONG)
    delivery = make_delivery(endpoint, make_event(page), state="parked", next_attempt_at=None, tries=10)
    Attempt.objects.create(
        delivery=delivery,
        number=10,
        at=now,
        status=500,
        duration_ms=41,
        error="It answered 500.",
        answer=LONG,
    )
    services.audience_member_create(page=page, email=f"{'x' * 60}@customer.example", components=[api], by=BY)
    services.audience_group_create(page=page, name=LONG, components=[api, long], by=BY)
    provider = provider_create(page=page, kind="prometheus", base_url="https://prom.example.com", by=BY)
    metric = metric_create(page=page, name=LONG, component=long, suffix="ms", threshold_above=3, by=BY)
    points_add(page=page, points={metric.uid: [(now - timedelta(hours=1), 2.0), (now, 5.0)]}, by=BY)
    subscriber = subscriber_add(
        page=page,
        kind="email",
        address=f"{'v' * 60}@visitors.example",
        scope="components",
        components=[api, long],
        by=BY,
    )
    begun = subscriber_import_start(page=page, text="address\nw@visitors.example\nwrong\n", by=BY)
    key = key_issue(organization=page.organization, name=LONG, scopes=["read"], pages=[page], by=BY).key
    AccessLog.objects.create(
        organization=page.organization,
        key=key,
        door="native",
        at=now,
        method="GET",
        path=f"/api/v1/pages/{LONG}/",
        status=403,
        duration_ms=1200,
        address="2001:db8:1234:5678:9abc:def0:1234:5678",
    )
    group = services.group_create(page=page, name=LONG, by=BY)
    services.note_post(component=long, message=LONG, status="partial_outage", by=BY)
    services.component_update(component=long, changes={"group": group}, by=BY)
    inviter = services.member_add(
        organization=page.organization, email="inviter@acme.example", last_name=LONG, role="admin", by=BY
    )
    invitation = invitation_send(
        organization=page.organization,
        inviter=inviter.user,
        email=f"{'i' * 60}@customer.example",
        role="member",
        roles={page: ["incident_manager"]},
        by=BY,
    )
    return {
        "component": long.uid,
        "group": group.uid,
        "key": key.uid,
        "subscriber": subscriber.uid,
        "import": begun.uid,
        "metric": metric.uid,
        "provider": provider.uid,
        "webhook": endpoint.uid,
        "channel": channel.uid,
        "check": check.uid,
        "heartbeat": heartbeat.uid,
        "event": Event.objects.filter(kind="incident.opened").latest("pk").uid,
        "incident": incident.uid,
        "entry": entry.uid,
        "template": template.uid,
        "draft": draft.uid,
        "maintenance": maintenance.uid,
        "delivery": delivery.uid,
        "teammate": teammate.uid,
        "invitation": invitation_token(invitation),
    }


def address_of(row: str, names: dict[str, str]) -> str:
    """Where a row of the table leads."""
    path = row.format_map(names)
    return path if path.startswith("/") else f"/dashboard/pages/status/{path}"
