"""One component: how it is and was, what its uptime comes from, and all that hangs on it."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from incidents.models import Incident
from incidents.selectors import incidents_list
from monitoring.models import Check
from monitoring.selectors import checks_list
from statuspage import selectors
from statuspage.models import Component, Event, Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.checks.words import STATES, named
from web.dashboard.components.explaining import MOST, WINDOW_WORDS, figure, periods_of, shares_of
from web.dashboard.components.rows import row_of
from web.dashboard.components.stating import found
from web.dashboard.looks import incident_look
from web.dashboard.screens import screen
from web.public.bars import bars_svg

DAYS = 90
_FEW = 10
_NOTES = 20


@require_safe
@of_a_page()
def component(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Its uptime is explained over the window that the address names (`?window=`), 90 days by default."""
    one = found(page, uid)
    now = timezone.now()
    window = request.GET.get("window", "")
    window = window if window in selectors.WINDOWS else "90d"
    report = selectors.uptime_report(one, start=now - selectors.WINDOWS[window], end=now, now=now)
    figures = selectors.uptime_of_components([one], now=now)[one.pk]
    drawn = selectors.bars_of_components([one], page=page, days=DAYS, now=now)[one.pk]
    context = {
        "component": one,
        "row": row_of(one),
        "query": "one=1",
        "bars": bars_svg(drawn.bars),
        "window": window,
        "window_word": WINDOW_WORDS[window],
        "figures": [(name, word, figure(figures[name])) for name, word in WINDOW_WORDS.items()],
        "figure": figure(report.tally.uptime),
        "shares": shares_of(report, one),
        "periods": periods_of(one, report.spans, now=now),
        "more_periods": max(0, len(report.spans) - MOST),
        "checks": _checks(one),
        "incidents": [(incident, incident_look(incident)) for incident in _incidents(one)],
        "notes": list(selectors.notes_of_component(one)[:_NOTES]),
        "labels": list(selectors.labels_of_page(page)),
        "corrections": _corrections(one),
    }
    return screen(
        request,
        page,
        "components/one",
        section="components",
        title=one.name,
        context=context,
        in_its_zone=True,
    )


def _checks(one: Component) -> list[tuple[Check, str, str, str | Promise]]:
    """With name, look and word."""
    return [
        (check, named(check), *STATES[check.state]) for check in checks_list(one.page, component=one)[:_FEW]
    ]


def _incidents(one: Component) -> list[Incident]:
    touching = incidents_list(one.page, kind=None, drafts=True).filter(affected__component=one)
    return list(touching.order_by("-started_at", "-pk")[:_FEW])


def _corrections(one: Component) -> list[Event]:
    about = Event.objects.filter(
        page=one.page, subject_kind="component", subject_uid=one.uid, kind="component.history_corrected"
    )
    return list(about.order_by("-pk")[:_FEW])
