"""Many of everything on a page, laid down without services so that thousands take seconds."""

from django.utils import timezone

from statuspage.models import Page
from tests.crowd.checks import checks_laid, metrics_laid
from tests.crowd.components import components_laid
from tests.crowd.ground import Ground, Sizes
from tests.crowd.people import keys_laid, people_laid
from tests.crowd.stories import incidents_laid, maintenances_laid, templates_laid
from tests.crowd.telling import deliveries_laid, events_laid, subscriptions_laid

FULL = Sizes(
    checks=2_000,
    incidents=500,
    components=200,
    maintenances=50,
    subscribers=1_000,
    deliveries=5_000,
    events=5_000,
    requests=5_000,
    few=50,
    results=100,
    hours=48,
    days=90,
)
"""A page as large as they come."""

VISITED = (
    "/",
    "/history",
    "/incidents/{incident}",
    "/maintenances/{maintenance}",
    "/components/service-1",
    "/subscribe",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
    "/embed",
    "/embed.json",
    "/badges/status.svg",
    "/api/v2/summary.json",
)
"""What visitors of such a page ask for; words in braces are among `names`."""


def crowd(page: Page, names: dict[str, str], sizes: Sizes, *, batch: str = "") -> None:
    """Lay them down, and more of what `names` has: updates of its incident, results of its check, and so on.

    `batch` is a letter that tells the names of several crowds of one page apart.
    """
    page.refresh_from_db()
    on = Ground(page, names, sizes, batch, timezone.now().replace(microsecond=0))
    components = components_laid(on)
    incidents_laid(on, components)
    maintenances_laid(on, components)
    templates_laid(on, components)
    checks = checks_laid(on, components)
    metrics_laid(on, components)
    deliveries_laid(on, subscriptions_laid(on, components, checks), events_laid(on))
    people_laid(on, components)
    keys_laid(on)


__all__ = ["FULL", "VISITED", "Sizes", "crowd"]
