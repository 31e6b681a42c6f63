"""Who would be told, before anything is said."""

from collections.abc import Iterable

from django.db.models import Count

from statuspage.models import Component, Event, Page
from webhooks.selectors.matching import subscriptions_hearing
from webhooks.vocabulary import Audience


def components_audience(page: Page, components: Iterable[Component]) -> dict[str, int]:
    """How many visitors would be told of a new incident with these components, by kind.

    Asks what the fan-out asks. Without components they are those who are told of the whole page.
    """
    touched = [{"component": component.uid} for component in components]
    event = Event(
        page=page,
        kind="incident.opened",
        subject_kind="incident",
        subject_uid="",
        before=None,
        after={"components": touched, "draft": False, "backfilled": False, "deliver": True},
    )
    rows = subscriptions_hearing(event).filter(audience=Audience.VISITOR).order_by()
    return dict(rows.values_list("kind").annotate(number=Count("pk")))
