"""The small numbers in the rail: how much there is to look at."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.selectors import incidents_open, maintenances_active
from incidents.vocabulary import Impact
from monitoring.selectors import checks_troubled
from statuspage.models import Page
from web.dashboard.looks import IMPACT_LOOKS

_BY_WEIGHT = (Impact.CRITICAL, Impact.MAJOR, Impact.MINOR)


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its look, and what it counts, for those who do not see where it stands."""

    number: int
    look: str
    told: str | Promise


def incidents_count(page: Page) -> Count | None:
    """What is open, in the look of the worst of it; None for nothing."""
    impacts = list(incidents_open(page).values_list("impact", flat=True))
    if not impacts:
        return None
    worst = next((impact.value for impact in _BY_WEIGHT if impact.value in impacts), Impact.NONE.value)
    return Count(len(impacts), IMPACT_LOOKS[worst], _("open"))


def maintenances_count(page: Page) -> Count | None:
    """What runs now; None for nothing."""
    number = maintenances_active(page).count()
    return Count(number, "maint", _("running")) if number else None


def checks_count(page: Page) -> Count | None:
    """What is down, or slow where nothing is down; None for nothing."""
    down, slow = checks_troubled(page)
    if down:
        return Count(down, "major", _("down"))
    return Count(slow, "degraded", _("slow")) if slow else None
