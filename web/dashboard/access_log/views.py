"""The requests that were made with the organization's keys, refused ones too."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apikeys.access_log import access_log_list
from apikeys.models import AccessLog
from apikeys.selectors import keys_list
from statuspage.models import Organization, Page
from web.dashboard.access import TEAM, PageRequest, of_a_page
from web.dashboard.lately import lately
from web.dashboard.lists import Choice, Column, ListOf, Search
from web.dashboard.screens import screen

DOORS = (
    ("native", "Candor"),
    ("statuspage", "Statuspage"),
    ("pingpong", "PingPong"),
    ("stashboard", "Stashboard"),
    ("healthchecks", "Healthchecks"),
)
"""By the name in the log, whose API it speaks."""
_ANSWERS: dict[str, tuple[str | Promise, int, int]] = {
    "done": (_("Answered"), 200, 400),
    "refused": (_("Refused"), 400, 500),
    "failed": (_("Failed"), 500, 600),
}


def _answered(found: QuerySet[AccessLog], word: str) -> QuerySet[AccessLog]:
    _label, least, below = _ANSWERS[word]
    return found.filter(status__gte=least, status__lt=below)


def _by_key(found: QuerySet[AccessLog], uid: str) -> QuerySet[AccessLog]:
    return found.filter(key__uid=uid)


def _at_door(found: QuerySet[AccessLog], door: str) -> QuerySet[AccessLog]:
    return found.filter(door=door)


def _to_path(found: QuerySet[AccessLog], text: str) -> QuerySet[AccessLog]:
    return found.filter(path__icontains=text)


def _listed(organization: Organization) -> ListOf[AccessLog]:
    keys = [(key.uid, key.name) for key in keys_list(organization).prefetch_related(None)]
    return ListOf(
        columns=(
            Column("at", _("At (UTC)")),
            Column("status", _("Answer"), by=("status",), falling=True),
            Column("request", _("Request")),
            Column("key", _("Key")),
            Column("took", _("Took"), by=("duration_ms",), falling=True, numeric=True),
            Column("address", _("From")),
        ),
        filters=(
            Choice(
                "answer",
                _("Answer"),
                [(word, label) for word, (label, _least, _below) in _ANSWERS.items()],
                _answered,
                everything=_("All"),
                tabs=True,
            ),
            Search(_("Search in paths"), _to_path),
            Choice("key", _("Key"), keys, _by_key, everything=_("All keys")),
            Choice("door", _("Door"), DOORS, _at_door, everything=_("All doors")),
            lately(_("Time"), "at"),
        ),
    )


@require_safe
@of_a_page(needs=TEAM)
def access_log(request: PageRequest, page: Page) -> HttpResponse:
    """Newest first, narrowed and sorted as the address says; with paths, never with what was sent."""
    found = access_log_list(page.organization).select_related("key")
    context = {"list": _listed(page.organization).read(found, request.GET), "doors": dict(DOORS)}
    return screen(
        request, page, "access_log/list", section="access-log", context=context, follows=["requests"]
    )
