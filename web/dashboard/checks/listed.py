"""What the list of checks can be narrowed and sorted by."""

from django.db.models import Case, DateTimeField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.models import Check, CheckRegion
from monitoring.selectors import checks_by_state, checks_list, mentioning, tagged, tags_of_page
from monitoring.vocabulary import CheckState
from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.checks.words import KINDS
from web.dashboard.lists import Choice, Column, ListOf, Search

ROWS = 50
ALONE = "none"
"""Stands for no component."""
_TROUBLED = (CheckState.DOWN.value, CheckState.DEGRADED.value)
_TABS: tuple[tuple[str, str | Promise, tuple[str, ...]], ...] = (
    ("attention", _("Needs attention"), _TROUBLED),
    ("up", _("Up"), (CheckState.UP.value,)),
    ("new", _("New"), (CheckState.NEW.value,)),
    ("paused", _("Paused"), (CheckState.PAUSED.value,)),
)
_RANK = Case(
    *(
        When(state=state, then=Value(rank))
        for rank, state in enumerate((*_TROUBLED, CheckState.NEW.value, CheckState.UP.value))
    ),
    default=Value(9),
)
_TROUBLED_SINCE = Case(
    When(state__in=_TROUBLED, then="state_since"), default=None, output_field=DateTimeField()
)

# Asked only where it is sorted by: a join would be made for every list.
_SLOWEST = Subquery(
    CheckRegion.objects.filter(check_row=OuterRef("pk"), last_latency_ms__isnull=False)
    .order_by("-last_latency_ms")
    .values("last_latency_ms")[:1]
)


def checks_worst_first(page: Page) -> QuerySet[Check]:
    """All of a page: what fails, the newest trouble first, then by name; what is paused comes last."""
    found = checks_list(page).alias(rank=_RANK, troubled=_TROUBLED_SINCE, latency=_SLOWEST)
    return found.order_by("rank", F("troubled").desc(nulls_last=True), Lower("name"), "pk")


def checks_listed(page: Page) -> ListOf[Check]:
    """How a person narrows and sorts them; three queries for what there is to choose from."""
    counts = checks_by_state(page)
    tabs = [(word, _counted(label, sum(counts.get(one, 0) for one in of))) for word, label, of in _TABS]
    parts: list[tuple[str, str | Promise]] = [*components_of_page(page).values_list("uid", "name")]
    tags = [(tag, tag) for tag in tags_of_page(page)]
    filters: list[Choice[Check] | Search[Check]] = [
        Choice(
            "state",
            _("State"),
            tabs,
            _in_state,
            everything=_counted(_("All"), sum(counts.values())),
            tabs=True,
        ),
        Search(
            _("Search in names, tags and descriptions"), lambda found, text: found.filter(mentioning(text))
        ),
        Choice("kind", _("Kind"), list(KINDS.items()), _of_kind, everything=_("Any kind")),
    ]
    if tags:
        filters.append(
            Choice(
                "tag", _("Tag"), tags, lambda found, tag: found.filter(tagged(tag)), everything=_("Any tag")
            )
        )
    if parts:
        parts.append((ALONE, _("No component")))
        filters.append(
            Choice("component", _("Component"), parts, _of_component, everything=_("All components"))
        )
    return ListOf(
        columns=(
            Column("state", _("State")),
            Column("name", _("Check"), by=(Lower("name"),)),
            Column("lately", _("Lately")),
            Column("latency", _("Now"), by=("latency",), falling=True, numeric=True),
            Column("next", _("Next"), numeric=True),
            Column("since", _("Since"), by=("state_since",), falling=True, numeric=True),
        ),
        filters=tuple(filters),
        size=ROWS,
    )


def tab_of(state: str) -> str:
    """The tab of the list (`?state=`) that shows checks in this stored state."""
    return next((word for word, _label, of in _TABS if state in of), "")


def _counted(label: str | Promise, number: int) -> str:
    return f"{label} {number:,}"


def _in_state(found: QuerySet[Check], word: str) -> QuerySet[Check]:
    return found.filter(state__in=next(of for tab, _label, of in _TABS if tab == word))


def _of_kind(found: QuerySet[Check], kind: str) -> QuerySet[Check]:
    return found.filter(kind=kind)


def _of_component(found: QuerySet[Check], uid: str) -> QuerySet[Check]:
    if uid == ALONE:
        return found.filter(component__isnull=True)
    return found.filter(component__uid=uid)
