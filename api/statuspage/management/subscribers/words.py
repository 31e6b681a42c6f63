"""The words of this door for ways of telling and states, and what they are called here."""

from collections.abc import Mapping

from webhooks.selectors.subscriber_search import LIVING
from webhooks.vocabulary import SubscriptionState

KINDS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "sms": (),
    "webhook": ("webhook",),
    "slack": ("slack",),
    "teams": ("teams",),
    "integration_partner": ("discord",),
}
"""Our kinds by the door's types. Nobody is told by SMS; Discord is what the door calls a partner."""

MODES = {kind: word for word, kinds in KINDS.items() for kind in kinds}
"""The door's types by our kinds."""

STATES: Mapping[str, tuple[SubscriptionState, ...]] = {
    "active": (SubscriptionState.ACTIVE,),
    "unconfirmed": (SubscriptionState.UNCONFIRMED,),
    "quarantined": (SubscriptionState.QUARANTINED,),
    "all": LIVING,
}
"""Our states by the door's; those who left are in none of them."""
