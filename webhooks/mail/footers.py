"""The links at the end of a mail."""

from webhooks.mail.compose import FooterLinks
from webhooks.models import Delivery


def footer_links(delivery: Delivery) -> FooterLinks:
    """Where the recipient changes or ends it."""
    return FooterLinks()
