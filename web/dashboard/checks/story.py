"""One check: how it does, and what it found."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from monitoring.models import CheckIncident
from monitoring.selectors import (
    check_uptimes,
    flips_of,
    incidents_of_check,
    pings_of,
    results_of,
    runs_lately,
)
from monitoring.vocabulary import CheckKind
from statuspage import links
from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.checks.charts import chart_of
from web.dashboard.checks.finding import check_found
from web.dashboard.checks.rows import CheckRow
from web.dashboard.checks.shown import FlipRow, PingRow, ResultRow
from web.dashboard.checks.words import named
from web.dashboard.deliveries.rows import DeliveryRow
from web.dashboard.looks import incident_look
from web.dashboard.screens import screen
from webhooks.selectors.deliveries import Blots, deliveries_about

WINDOWS = (
    ("24h", gettext_lazy("24 hours")),
    ("7d", gettext_lazy("7 days")),
    ("30d", gettext_lazy("30 days")),
    ("90d", gettext_lazy("90 days")),
)
SHOWN = 20
ALERTS = 10


@require_safe
@of_a_page()
def check(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """All about it; what is older stands on the lists that it leads to."""
    found, now = check_found(page, uid), timezone.now()
    uptimes = check_uptimes([found], now=now)[found.pk]
    beats = found.kind == CheckKind.HEARTBEAT
    alerts = deliveries_about(page, kind="check", uid=found.uid)[:ALERTS]
    context = {
        "check": found,
        "row": CheckRow.of(found, runs=runs_lately([found], now=now)[found.pk], now=now),
        "is_heartbeat": beats,
        "uptimes": [(label, percentage(uptimes[window])) for window, label in WINDOWS],
        "chart": None if beats else chart_of(found, request.GET.get("span", ""), now=now),
        "results": [] if beats else [ResultRow.of(result) for result in results_of(found)[:SHOWN]],
        "pings": [PingRow.of(ping) for ping in pings_of(found)[:SHOWN]] if beats else [],
        "ping_url": links.ping_url(found) if beats and request.rights.configures else "",
        "ping_email": links.ping_email(found) if beats and request.rights.configures else None,
        "alerts": [DeliveryRow.of(row, blots=Blots()) for row in alerts],
        "incidents": [_incident(tie) for tie in incidents_of_check(found)[:SHOWN]],
        "flips": [FlipRow.of(flip) for flip in flips_of(found)[:SHOWN]],
    }
    return screen(
        request,
        page,
        "checks/one",
        section="checks",
        title=named(found),
        context=context,
        follows=[f"check:{found.uid}"],
    )


def percentage(value: float | None) -> str:
    """Cut, never rounded up: only what never failed is 100 %."""
    return "" if value is None else f"{int(value * 1000) / 1000:.3f}".rstrip("0").rstrip(".") + " %"


def _incident(tie: CheckIncident) -> dict[str, object]:
    return {
        "uid": tie.incident.uid,
        "name": tie.incident.name,
        "look": incident_look(tie.incident),
        "word": _("Draft") if tie.incident.draft else tie.incident.get_status_display(),
        "at": tie.opened_at,
    }
