"""Which ways of signing in there are, for the pages that offer them."""

from django import template
from django.conf import settings

from statuspage.oidc import provider_configured

register = template.Library()


@register.simple_tag
def provider_name() -> str:
    """What the operator's identity provider is called; empty without one."""
    provider = provider_configured()
    return provider.name if provider else ""


@register.simple_tag
def passwords_open() -> bool:
    """Whether the team may sign in with a password."""
    return bool(settings.CANDOR_PASSWORD_LOGIN)
