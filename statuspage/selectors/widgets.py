"""What widgets on other sites show."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from statuspage.models import Component, Page
from statuspage.selectors.pages import page_weights
from statuspage.selectors.uptime import amounts_of_components
from statuspage.uptime import uptime_percentage
from statuspage.widget_keys import uid_named, widget_key_holds


def widget_shown(key: str) -> Page | Component | None:
    """The living page or component, with its page, that a widget's key was made for; None for other texts.

    Neither the page's visibility nor the component's matters: the key is the permission.
    """
    uid = uid_named(key)
    if uid is None:
        return None
    page = Page.living.filter(uid=uid).first()
    if page is not None and widget_key_holds(key, page.badge_key, uid):
        return page
    living = Component.living.filter(uid=uid, page__deleted_at__isnull=True)
    component = living.select_related("page").first()
    if component is not None and widget_key_holds(key, component.page.badge_key, uid):
        return component
    return None


def uptime_together(components: Sequence[Component], *, page: Page, days: int, now: datetime) -> float | None:
    """The uptime of components of one page in the last days as one figure; None where nothing is measured."""
    counted: dict[str, int] = {}
    start = now - timedelta(days=days)
    for amounts in amounts_of_components(components, page=page, start=start, end=now, now=now).values():
        for word, amount in amounts.items():
            counted[word] = counted.get(word, 0) + amount
    return uptime_percentage(counted, weights=page_weights(page))
