"""The links at the end of a mail: where its reader changes what comes, or ends it."""

from statuspage import links
from webhooks.mail.compose import FooterLinks
from webhooks.models import Delivery
from webhooks.tokens import token_make
from webhooks.vocabulary import Audience, DeliveryKind

_ABOUT_THE_SUBSCRIPTION = frozenset({DeliveryKind.CONFIRMATION, DeliveryKind.TEST, DeliveryKind.GOODBYE})


def footer_links(delivery: Delivery) -> FooterLinks:
    """For subscribers, the links that only they have; whoever has not confirmed, or has left, has nothing to
    end."""
    subscription = delivery.subscription
    if subscription.audience != Audience.VISITOR or delivery.kind in _ABOUT_THE_SUBSCRIPTION:
        return FooterLinks()
    page = subscription.page
    return FooterLinks(
        manage_url=links.manage_url(page, token_make("manage", subscription)),
        unsubscribe_url=links.unsubscribe_url(page, token_make("unsubscribe", subscription)),
    )
