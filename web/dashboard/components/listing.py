"""The components of a page in its order, and what is done to them in place."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.selectors import order_of_page
from statuspage.services import components_reorder
from statuspage.services.positions import order_lock
from web.dashboard import stale
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.components import ordering
from web.dashboard.components.rows import STATES, places_of
from web.dashboard.lists import Field, Tab
from web.dashboard.once import once
from web.dashboard.screens import screen
from web.dashboard.undo import done_with_undo

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sifting:
    """How the list is narrowed, as `dashboard/lists/sift.html` writes it out; `hidden` ones are left out."""

    tabs: list[tuple[str | Promise, list[Tab]]]
    fields: list[Field]
    kept: list[tuple[str, str]]
    is_filtered: bool
    cleared: str
    hidden: int


@require_safe
@of_a_page()
def components(request: PageRequest, page: Page) -> HttpResponse:
    """All of them; what is narrowed has no order to change."""
    words, state = narrowed(request)
    places = places_of(page, words=words, state=state)
    shown = sum(len(place.rows) for place in places)
    hidden = sum(place.hidden for place in places)
    context = {
        "places": places,
        "shown": shown,
        "list": _sifting(words, state, hidden),
        "query": request.GET.urlencode() if words or state else "",
        "can_order": request.rights.configures and not (words or state) and shown + len(places) > 1,
        "order_was": stale.written({"order": ordering.written(order_of_page(page))}),
    }
    return screen(request, page, "components/list", section="components", context=context, in_its_zone=True)


@require_POST
@of_a_page(needs=CONFIGURING)
def components_order(request: PageRequest, page: Page) -> HttpResponse:
    """The whole order (`order`), or a step of one thing (`up` or `down`)."""

    def arrange() -> HttpResponse:
        order_lock(page)
        now = order_of_page(page)
        steps = [(name, request.POST[name]) for name in ("up", "down") if name in request.POST]
        if steps:
            name, token = steps[0]
            wanted = ordering.stepped(now, token, down=name == "down")
        else:
            stale.moved_on_refuse(request, {"order": ordering.written(now)})
            wanted = ordering.read(request.POST.get("order", ""))
        before = components_reorder(page=page, order=wanted, by=actor_of(request))
        if before != order_of_page(page):
            done_with_undo(
                request,
                _("The order is changed, for visitors too."),
                url=request.path,
                fields=[("order", ordering.written(before))],
                now={"order": ordering.written(order_of_page(page))},
            )
        anchor = f"#at-{steps[0][1].partition(':')[2]}" if steps else ""
        return redirect(reverse("dashboard:components", args=[page.slug]) + anchor)

    try:
        return once(request, arrange)
    except stale.MovedOn:
        told = _(
            "Somebody else has changed the order meanwhile, so yours was not saved. This is how it is now."
        )
    except DomainError as error:
        told = error.reason
    messages.error(request, told)
    return redirect("dashboard:components", page.slug)


def narrowed(request: HttpRequest) -> tuple[str, str]:
    """The words that are looked for, and the state, as the address says."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    state = request.GET.get("state", "")
    return words, state if state in dict(STATES) else ""


def _sifting(words: str, state: str, hidden: int) -> Sifting:
    said = {"q": words} if words else {}
    tabs = [
        Tab(label, "?" + urlencode(said | ({"state": value} if value else {})), value == state)
        for value, label in (("", _("All")), *STATES)
    ]
    return Sifting(
        tabs=[(_("State"), tabs)],
        fields=[Field("q", _("Search by name or group"), words, "", ())],
        kept=[("state", state)] if state else [],
        is_filtered=bool(words or state),
        cleared="?",
        hidden=hidden,
    )
