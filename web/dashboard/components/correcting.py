"""Setting right what a component is said to have been, after a look at what its uptime becomes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from statuspage import journal
from statuspage.exceptions import DomainError
from statuspage.models import Component, Page
from statuspage.selectors import WINDOWS, uptime_of_components, uptime_report
from statuspage.services import history_correct
from statuspage.validation import Problems
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.components.explaining import WINDOW_WORDS, Period, figure, periods_of
from web.dashboard.components.fields import values_sent
from web.dashboard.components.stating import found
from web.dashboard.filled import Filled
from web.dashboard.moments import moment_read
from web.dashboard.once import once
from web.dashboard.parts import CHOICES
from web.dashboard.screens import screen

NOTHING = "nothing"
"""Instead of a status: nothing is known about the span."""
_FRESH = {"from": "", "to": "", "status": "", "reason": ""}


class _LookedAt(Exception):
    """Takes back what was only tried."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a correction would do: the span before and after, and each figure that changes."""

    before: list[Period]
    after: list[Period]
    figures: list[tuple[str, str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def component_correct(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The form; sent with `do=look` it shows what it would change, and changes nothing."""
    one = found(page, uid)
    if request.method != "POST":
        asked = {name: request.GET.get(name, "") for name in ("from", "to")}
        return _shown(request, one, Filled({**_FRESH, **asked}))
    form = Filled(values_sent(request.POST, _FRESH))
    try:
        given = _read(form.values, page)
        if request.POST.get("do") == "look":
            return _shown(request, one, form, _outlook(request, one, given))
        return once(request, lambda: _corrected(request, one, given))
    except DomainError as error:
        form.refuse(error)
        return _shown(request, one, form)


def _corrected(request: PageRequest, one: Component, given: dict[str, Any]) -> HttpResponse:
    history_correct(component=one, by=actor_of(request), **given)
    messages.success(request, _("The history is corrected. The journal keeps what was there before."))
    return redirect("dashboard:component", one.page.slug, one.uid)


def _read(values: Any, page: Page) -> dict[str, Any]:
    problems = Problems()
    given: dict[str, Any] = {"reason": values["reason"]}
    for name, field in (("start", "from"), ("end", "to")):
        with problems.caught():
            given[name] = moment_read(values[field], f"/{field}", page)
    if "start" in given and "end" in given and given["end"] <= given["start"]:
        problems.add("/to", "reversed", _("The end must lie after the start."))
    if values["status"] == NOTHING:
        given["void"] = True
    elif values["status"]:
        given["status"] = values["status"]
    else:
        problems.add("/status", "required", _("Choose a status."))
    if not values["reason"].strip():
        problems.add("/reason", "required", _("Say why: the journal keeps it."))
    problems.raise_if_any()
    return given


def _outlook(request: PageRequest, one: Component, given: dict[str, Any]) -> Outlook:
    """Does it, looks, and takes it all back."""
    now = timezone.now()
    before, spans_before = _seen(one, given, now)
    after, spans_after = before, spans_before
    try:
        with journal.transaction(now):
            history_correct(component=found(one.page, one.uid), by=actor_of(request), **given)
            after, spans_after = _seen(one, given, now)
            raise _LookedAt
    except _LookedAt:
        pass
    figures = [
        (str(word), figure(before[name]), figure(after[name]))
        for name, word in WINDOW_WORDS.items()
        if before[name] != after[name]
    ]
    return Outlook(spans_before, spans_after, figures)


def _seen(
    one: Component, given: dict[str, Any], now: datetime
) -> tuple[dict[str, float | None], list[Period]]:
    report = uptime_report(one, start=given["start"], end=given["end"], now=now)
    figures = uptime_of_components([one], windows=tuple(WINDOWS), now=now)[one.pk]
    return figures, periods_of(one, report.spans, now=now)


def _shown(
    request: PageRequest, one: Component, form: Filled, outlook: Outlook | None = None
) -> HttpResponse:
    context = {
        "component": one,
        "form": form,
        "outlook": outlook,
        "choices": [*CHOICES, (NOTHING, _("Nothing is known about it"))],
    }
    return screen(
        request,
        one.page,
        "components/correct",
        section="components",
        title=_("Correct the history"),
        crumbs=[(one.name, reverse("dashboard:component", args=[one.page.slug, one.uid]))],
        context=context,
        status=form.status,
        in_its_zone=True,
    )
