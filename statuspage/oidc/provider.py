"""The provider that the operator configured."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people sign in, and what we are called there; `name` is what the button says."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


def provider_configured() -> Provider | None:
    """The installation's provider; None without one."""
    if not settings.CANDOR_OIDC_ISSUER:
        return None
    return Provider(
        issuer=settings.CANDOR_OIDC_ISSUER,
        client_id=settings.CANDOR_OIDC_CLIENT_ID,
        client_secret=settings.CANDOR_OIDC_CLIENT_SECRET,
        name=settings.CANDOR_OIDC_NAME or urlsplit(settings.CANDOR_OIDC_ISSUER).hostname or "",
    )
