"""Signing in at the operator's OpenID Connect provider: the code flow with PKCE.

oauthlib makes the proofs, PyJWT judges the tokens; every connection goes through `statuspage.egress`.
"""

from .exceptions import ProviderAway, ProviderProblem, SignInInvalid, SignInRefused
from .flow import SCOPE_WITH_NAMES, Flight, flight_begin, flight_finish
from .identity import Identity
from .provider import Provider, provider_configured

__all__ = [
    "SCOPE_WITH_NAMES",
    "Flight",
    "Identity",
    "Provider",
    "ProviderAway",
    "ProviderProblem",
    "SignInInvalid",
    "SignInRefused",
    "flight_begin",
    "flight_finish",
    "provider_configured",
]
