"""Everything that a check found: its results, its pings and what came with them; and running it once."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from monitoring.models import Check, CheckResult, Ping
from monitoring.selectors import ping_with_body, pings_of, results_of
from monitoring.services import check_run_now
from monitoring.vocabulary import PingKind
from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, of_a_page
from web.dashboard.checks.finding import check_found
from web.dashboard.checks.shown import PingRow, ResultRow
from web.dashboard.checks.traces import Tried
from web.dashboard.checks.words import named
from web.dashboard.lists import Choice, Column, ListOf
from web.dashboard.screens import Crumb, screen

_RESULTS = ListOf[CheckResult](
    columns=(
        Column("result", gettext_lazy("Result")),
        Column("at", gettext_lazy("At (UTC)")),
        Column("answer", gettext_lazy("Answer")),
        Column("time", gettext_lazy("Time"), by=("latency_ms",), falling=True, numeric=True),
    ),
    filters=(
        Choice(
            "state",
            gettext_lazy("Result"),
            (("failed", gettext_lazy("Failed")), ("slow", gettext_lazy("Slow"))),
            lambda found, word: found.filter(ok=False) if word == "failed" else found.filter(degraded=True),
            everything=gettext_lazy("All"),
            tabs=True,
        ),
    ),
    size=100,
)
_PINGS = ListOf[Ping](
    columns=(Column("kind", gettext_lazy("Ping")), Column("at", gettext_lazy("At (UTC)"))),
    filters=(
        Choice(
            "kind",
            gettext_lazy("Kind"),
            PingKind.choices,
            lambda found, word: found.filter(kind=word),
            everything=gettext_lazy("All"),
            tabs=True,
        ),
    ),
    size=100,
)


@require_safe
@of_a_page()
def check_results(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Single runs, newest first, or those that failed."""
    check = check_found(page, uid)
    rows: QuerySet[CheckResult] = results_of(check)
    found = _RESULTS.read(rows, request.GET)
    context = {"list": found, "results": [ResultRow.of(row) for row in found.rows]}
    return _listed(request, page, check, "checks/results", _("Results"), context)


@require_safe
@of_a_page()
def check_pings(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The pings that are kept, newest first."""
    check = check_found(page, uid)
    found = _PINGS.read(pings_of(check), request.GET)
    context = {"list": found, "check": check, "pings": [PingRow.of(row) for row in found.rows]}
    return _listed(request, page, check, "checks/pings", _("Pings"), context)


@require_safe
@of_a_page(needs=CONFIGURING)
def check_ping(request: PageRequest, page: Page, uid: str, n: str) -> HttpResponse:
    """What came with a ping; what jobs print may hold secrets, so it is not for everybody."""
    check = check_found(page, uid)
    ping = ping_with_body(check, int(n)) if n.isdigit() and len(n) < 19 else None
    if ping is None or ping.body is None:
        raise Http404
    context = {"ping": PingRow.of(ping), "body": bytes(ping.body).decode("utf-8", "replace")}
    title = _("Ping %(n)d") % {"n": ping.n}
    return _listed(request, page, check, "checks/ping", title, context)


@require_POST
@of_a_page(needs=CONFIGURING)
def check_run(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Run it once and tell every step; nothing is recorded."""
    check = check_found(page, uid)
    try:
        tried = Tried.of(check_run_now(check=check), is_kept=True)
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("dashboard:check", page.slug, uid)
    return _listed(request, page, check, "checks/ran", _("A run, watched"), {"check": check, "tried": tried})


def _listed(
    request: PageRequest, page: Page, check: Check, name: str, title: str, context: dict[str, object]
) -> HttpResponse:
    way: list[Crumb] = [(named(check), reverse("dashboard:check", args=[page.slug, check.uid]))]
    return screen(
        request,
        page,
        name,
        section="checks",
        title=title,
        crumbs=way,
        context=context,
        follows=[f"check:{check.uid}"],
    )
