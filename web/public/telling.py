"""A subscription in words, for the one whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from statuspage.models import Component
from web.public.choosing import RHYTHMS
from web.public.document import Sheet
from web.public.rendering import language_name
from web.public.ways import way_named
from webhooks.addresses import address_shown
from webhooks.models import Subscription
from webhooks.services.subscribers.wishes import wish_components
from webhooks.vocabulary import Scope, SubscriptionState


@dataclass(frozen=True, slots=True)
class Told:
    """One subscription: `what` in one line, `names` where it tells of some components only."""

    uid: str
    way: str | Promise
    address: str
    what: str
    names: list[str]
    rhythm: str | Promise
    language: str
    state: str
    scope: str

    @property
    def is_paused(self) -> bool:
        """Whether the address could not be reached."""
        return self.state == SubscriptionState.QUARANTINED

    @property
    def is_unconfirmed(self) -> bool:
        """Whether its owner has not said yes."""
        return self.state == SubscriptionState.UNCONFIRMED


def describe(sheet: Sheet, subscription: Subscription, *, wish: Mapping[str, Any] | None = None) -> Told:
    """What the subscription tells of, or what the `wish` asks for that waits to be confirmed."""
    scope = wish["scope"] if wish else subscription.scope
    language = wish.get("language", subscription.language) if wish else subscription.language
    digest = wish.get("digest", "") if wish else subscription.digest
    way = way_named(subscription.kind)
    names: list[str] = []
    if scope == Scope.COMPONENTS:
        found = wish_components(sheet.page, wish) if wish else _visible(subscription)
        names = [sheet.said(component, "name") for component in found]
    return Told(
        uid=subscription.uid,
        way=way.name if way else subscription.kind,
        address=address_shown(subscription.kind, subscription.address),
        what=_what(sheet, subscription, scope, names),
        names=names,
        rhythm=dict(RHYTHMS)[digest] if scope != Scope.INCIDENT and way is not None and way.digests else "",
        language=language_name(language) if len(sheet.page.languages) > 1 else "",
        state=subscription.state,
        scope=scope,
    )


def _what(sheet: Sheet, subscription: Subscription, scope: str, names: list[str]) -> str:
    if scope == Scope.INCIDENT and subscription.incident is not None:
        return sheet.said(subscription.incident, "name")
    if scope == Scope.COMPONENTS:
        return ", ".join(names) or _("nothing any more: what was chosen is gone")
    return _("everything on %(page)s") % {"page": sheet.page.name}


def _visible(subscription: Subscription) -> list[Component]:
    return sorted(
        (one for one in subscription.components.all() if one.visible and one.deleted_at is None),
        key=lambda one: (one.position, one.pk),
    )
