"""When incidents and maintenance of a page began: what counts and bounds the days of its history."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from incidents.models import Incident
from incidents.selectors.incidents import BEGUN, incidents_seen
from statuspage.models import Component, Page
from statuspage.sight import WHOLE, Sight


def moments_begun(
    page: Page,
    *,
    start: datetime,
    end: datetime,
    component: Component | None = None,
    sight: Sight = WHOLE,
) -> list[datetime]:
    """When everything published began that began in `[start, end)`; `component` picks what touches that."""
    found = _begun(page, component, sight).filter(started_at__gte=start, started_at__lt=end)
    return list(found.values_list("started_at", flat=True))


def first_begun(page: Page, *, component: Component | None = None, sight: Sight = WHOLE) -> datetime | None:
    """When the first of all that is published began; None where there is nothing."""
    first: datetime | None = _begun(page, component, sight).aggregate(first=Min("started_at"))["first"]
    return first


def _begun(page: Page, component: Component | None, sight: Sight) -> QuerySet[Incident]:
    touching = Q() if component is None else Q(affected__component=component)
    return incidents_seen(Incident.living.filter(BEGUN, touching, page=page), sight).order_by()
