"""Why somebody gets a mail, in words."""

from django.utils.translation import gettext as _

from webhooks.messages.reading import said_in
from webhooks.models import Subscription
from webhooks.selectors.admission import sights_of
from webhooks.vocabulary import Audience, Scope

_NAMED = 3


def reason(subscription: Subscription, page_name: str, language: str) -> str:
    """Why this subscription is told, in the active language; reads prefetched components if there are any."""
    if subscription.audience == Audience.CHANNEL:
        return _("“%(channel)s” is an alert channel of %(page)s.") % {
            "channel": subscription.name or subscription.address,
            "page": page_name,
        }
    if subscription.scope == Scope.INCIDENT and subscription.incident is not None:
        return _("You subscribed to “%(incident)s” on %(page)s.") % {
            "incident": subscription.incident.name,
            "page": page_name,
        }
    if subscription.scope == Scope.COMPONENTS:
        named = [row for row in subscription.components.all() if row.deleted_at is None]
        living = sights_of(subscription.page, [subscription])[subscription.pk].only(named) if named else []
        names = sorted(said_in(row.translations, language, "name") or row.name for row in living)
        if names:
            return _("You subscribed to %(components)s on %(page)s.") % {
                "components": _listed(names),
                "page": page_name,
            }
    return _("You subscribed to %(page)s.") % {"page": page_name}


def _listed(names: list[str]) -> str:
    if len(names) > _NAMED + 1:
        return _("%(names)s and %(n)d more") % {
            "names": ", ".join(names[:_NAMED]),
            "n": len(names) - _NAMED,
        }
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
