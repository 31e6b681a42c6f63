"""Every route of the native API, with what a request to it needs and is answered per actor.

One row per route and method. The columns of `EXPECTED` are the actors; a test fails when a route has no row.
"""

from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, reverse
from django.utils import timezone

from api.native import urls

ACTORS = ("anonymous", "read", "page", "full", "outsider", "expired", "revoked")

# What each actor is answered, in the order of ACTORS.
OPEN = (200, 200, 200, 200, 200, 401, 401)
READ = (401, 200, 200, 200, 404, 401, 401)
READ_ORGANIZATION = (401, 200, 403, 200, 404, 401, 401)
OWN = (401, 200, 200, 200, 200, 401, 401)
OWN_ORGANIZATION = (401, 200, 403, 200, 200, 401, 401)


def write(code: int) -> tuple[int, ...]:
    """On the page: for the page's own key as for the full one."""
    return (401, 403, code, code, 404, 401, 401)


def write_organization(code: int) -> tuple[int, ...]:
    """On the organization: for keys for all pages only."""
    return (401, 403, 403, code, 404, 401, 401)


@dataclass(frozen=True)
class Row:
    """One route and method; `name` is the route's, `body` what a permitted request sends."""

    name: str
    method: str
    expected: tuple[int, ...]
    body: dict[str, Any] | None = field(default=None)


HTTP = {"kind": "http", "name": "n", "target": {"url": "http://127.0.0.1:18799/"}}
CHANNEL = {"kind": "webhook", "name": "n", "config": {"url": "http://127.0.0.1:18799/"}}
INCIDENT = {"name": "n", "body": "b"}
WINDOW = {"scheduled_for": "2030-01-01T02:00:00Z", "scheduled_until": "2030-01-01T03:00:00Z"}
CORRECTION = {
    "from": "2020-01-01T00:00:00Z",
    "to": "2020-01-01T01:00:00Z",
    "status": "operational",
    "reason": "r",
}
WEBHOOK = {"url": "http://127.0.0.1:18799/hook"}
DAY = {"from": "2030-01-01T00:00:00Z", "to": "2030-01-02T00:00:00Z"}
POINTS = {"points": [{"at": timezone.now().isoformat(), "value": 11.6}]}
NO_OPERATIONS: dict[str, Any] = {"operations": []}

ROWS = (
    Row("schema", "GET", OPEN),
    Row("event-types", "GET", OPEN),
    Row("organizations", "GET", OWN_ORGANIZATION),
    Row("organization", "GET", READ_ORGANIZATION),
    Row("organization", "PATCH", write_organization(200), {"name": "n"}),
    Row("members", "GET", READ_ORGANIZATION),
    Row("members", "POST", write_organization(201), {"email": "new@acme.example"}),
    Row("member", "GET", READ_ORGANIZATION),
    Row("member", "PATCH", write_organization(200), {"role": "admin"}),
    Row("member", "DELETE", write_organization(204)),
    Row("keys", "GET", READ_ORGANIZATION),
    Row("keys", "POST", write_organization(201), {"name": "n", "scopes": ["read"], "all_pages": True}),
    Row("key", "GET", READ_ORGANIZATION),
    Row("key", "PATCH", write_organization(200), {"name": "n"}),
    Row("key", "DELETE", write_organization(204)),
    Row("key-rotate", "POST", write_organization(200)),
    Row("access-log", "GET", READ_ORGANIZATION),
    Row("pages", "GET", OWN),
    Row("pages", "POST", (401, 403, 403, 201, 201, 401, 401), {"name": "n", "slug": "new"}),
    Row("page", "GET", READ),
    Row("page", "PATCH", write(200), {"name": "n"}),
    Row("page", "DELETE", (401, 403, 403, 204, 404, 401, 401)),
    Row("page-ping-key", "GET", write(200)),
    Row("page-ping-key-rotate", "POST", write(200)),
    Row("page-embed", "GET", READ),
    Row("page-embed", "PATCH", write(200), {"position": "top-left"}),
    Row("page-status", "GET", OPEN),
    Row("events", "GET", READ),
    Row("groups", "GET", READ),
    Row("groups", "POST", write(201), {"name": "n"}),
    Row("group", "GET", READ),
    Row("group", "PATCH", write(200), {"name": "n"}),
    Row("group", "DELETE", write(204)),
    Row("components", "GET", READ),
    Row("components", "POST", write(201), {"name": "n"}),
    Row("component-bulk", "POST", write(207), NO_OPERATIONS),
    Row("component", "GET", READ),
    Row("component", "PATCH", write(200), {"name": "n"}),
    Row("component", "DELETE", write(204)),
    Row("component-status", "PUT", write(200), {"status": "major_outage"}),
    Row("component-history", "GET", READ),
    Row("component-corrections", "POST", write(201), CORRECTION),
    Row("component-uptime", "GET", READ),
    Row("incidents", "GET", READ),
    Row("incidents", "POST", write(201), INCIDENT),
    Row("incident", "GET", READ),
    Row("incident", "PATCH", write(200), {"name": "n"}),
    Row("incident", "DELETE", write(204)),
    Row("incident-publish", "POST", write(200)),
    Row("incident-updates", "GET", READ),
    Row("incident-updates", "POST", write(201), {"body": "b"}),
    Row("incident-update", "GET", READ),
    Row("incident-update", "PATCH", write(200), {"body": "b"}),
    Row("incident-update", "DELETE", write(204)),
    Row("postmortem", "GET", READ),
    Row("postmortem", "PUT", write(200), {"draft": "d"}),
    Row("postmortem", "DELETE", write(204)),
    Row("postmortem-publish", "POST", write(200)),
    Row("maintenances", "GET", READ),
    Row("maintenances", "POST", write(201), {"name": "n", **WINDOW}),
    Row("maintenance", "GET", READ),
    Row("maintenance", "PATCH", write(200), {"name": "n"}),
    Row("maintenance", "DELETE", write(204)),
    Row("maintenance-publish", "POST", write(200)),
    Row("maintenance-updates", "GET", READ),
    Row("maintenance-updates", "POST", write(201), {"body": "b"}),
    Row("maintenance-update", "GET", READ),
    Row("maintenance-update", "PATCH", write(200), {"body": "b"}),
    Row("maintenance-update", "DELETE", write(204)),
    Row("templates", "GET", READ),
    Row("templates", "POST", write(201), {"name": "n", "title": "t"}),
    Row("template", "GET", READ),
    Row("template", "PATCH", write(200), {"name": "n"}),
    Row("template", "DELETE", write(204)),
    Row("checks", "GET", READ),
    Row("checks", "POST", write(201), HTTP),
    Row("check-bulk", "POST", write(207), NO_OPERATIONS),
    Row("check", "GET", READ),
    Row("check", "PATCH", write(200), {"name": "n"}),
    Row("check", "DELETE", write(204)),
    Row("check-run", "POST", write(200)),
    Row("check-pause", "POST", write(200)),
    Row("check-resume", "POST", write(200)),
    Row("check-results", "GET", READ),
    Row("check-rollups", "GET", READ),
    Row("check-flips", "GET", READ),
    Row("check-pings", "GET", READ),
    Row("check-ping-body", "GET", write(200)),
    Row("metrics", "GET", READ),
    Row("metrics", "POST", write(201), {"name": "n"}),
    Row("metrics-points", "POST", write(201), {"points": {}}),
    Row("metric", "GET", READ),
    Row("metric", "PATCH", write(200), {"name": "n"}),
    Row("metric", "DELETE", write(204)),
    Row("metric-series", "GET", READ),
    Row("metric-points", "GET", READ),
    Row("metric-points", "POST", write(201), POINTS),
    Row("metric-points", "DELETE", write(204)),
    Row("metric-rollups", "GET", READ),
    Row("page-audience", "GET", READ),
    Row("incident-audience", "GET", READ),
    Row("maintenance-audience", "GET", READ),
    Row("subscribers", "GET", READ),
    Row("subscribers", "POST", write(201), {"kind": "email", "address": "new@visitors.example"}),
    Row("subscriber-import", "POST", write(200), {"csv": "address\nnew@visitors.example\n"}),
    Row("subscriber-export", "GET", READ),
    Row("subscriber", "GET", READ),
    Row("subscriber", "PATCH", write(200), {"digest": "daily"}),
    Row("subscriber", "DELETE", write(204)),
    Row("subscriber-reactivate", "POST", write(200)),
    Row("subscriber-resend", "POST", write(200)),
    Row("channels", "GET", READ),
    Row("channels", "POST", write(201), CHANNEL),
    Row("channel", "GET", READ),
    Row("channel", "PATCH", write(200), {"name": "n"}),
    Row("channel", "DELETE", write(204)),
    Row("channel-test", "POST", write(200)),
    Row("webhooks", "GET", READ),
    Row("webhooks", "POST", write(201), WEBHOOK),
    Row("webhook", "GET", READ),
    Row("webhook", "PATCH", write(200), {"description": "d"}),
    Row("webhook", "DELETE", write(204)),
    Row("webhook-test", "POST", write(200)),
    Row("webhook-rotate", "POST", write(200)),
    Row("deliveries", "GET", READ),
    Row("deliveries-redeliver", "POST", write(200), DAY),
    Row("delivery", "GET", READ),
    Row("delivery-redeliver", "POST", write(200)),
)


def path_of(row: Row, names: dict[str, str]) -> str:
    """The path of a row, with the `names` that its route takes."""
    pattern = next(p for p in urls.urlpatterns if isinstance(p, URLPattern) and p.name == row.name)
    mine = dict(names)
    if row.name == "incident-publish":
        mine["incident"] = names["draft"]
    if row.name == "maintenance-publish":
        mine["maintenance"] = names["planned"]
    if row.name == "check-ping-body":
        mine["check"] = names["pinged"]
    if row.name in {"subscriber-reactivate", "subscriber-resend"}:
        mine["subscriber"] = names[row.name.removeprefix("subscriber-")]
    if row.name == "maintenance-update":
        mine["update"] = names["told"]
    return reverse(f"native:{row.name}", kwargs={name: mine[name] for name in pattern.pattern.converters})
