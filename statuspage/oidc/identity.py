"""Who somebody is, as the provider vouches for it in its ID token (OpenID Connect Core 1.0, 3.1.3.7)."""

from dataclasses import dataclass
from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

from statuspage.oidc.asking import Line
from statuspage.oidc.exceptions import SignInInvalid
from statuspage.oidc.metadata import Metadata, keys_of
from statuspage.oidc.provider import Provider
from statuspage.validation import NAME_LENGTH, cut_text

# Those of public keys alone: our secret, or nothing at all, is no signature of the provider's.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY_SECONDS = 60
_REQUIRED = ("iss", "sub", "aud", "exp", "iat")
_LONGEST = 32_768


@dataclass(frozen=True, slots=True)
class Identity:
    """`subject` is the provider's name for somebody; `email` is empty unless the provider verified it.

    The names are what it calls them, where it says so and a line can hold it.
    """

    subject: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""


def identity_read(
    token: object, *, provider: Provider, metadata: Metadata, nonce: str, line: Line
) -> Identity:
    """Whom an ID token is about; raises `SignInInvalid` for every one that was not made for us, now."""
    if not isinstance(token, str) or len(token) > _LONGEST:
        raise SignInInvalid("no ID token")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise SignInInvalid("an algorithm that is not taken")
        claims = jwt.decode(
            token,
            _key_for(header, metadata, line),
            algorithms=[algorithm],
            issuer=metadata.issuer,
            audience=provider.client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": list(_REQUIRED)},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        # Only what kind of mistake it is: the text may repeat what the token says.
        raise SignInInvalid(type(error).__name__) from None
    _judge(claims, provider, nonce)
    return identity_of(claims)


def identity_of(claims: dict[str, Any]) -> Identity:
    """Somebody by claims that were judged before."""
    first, last = _name(claims, "given_name"), _name(claims, "family_name")
    return Identity(
        claims["sub"], verified_email(claims), first or ("" if last else _name(claims, "name")), last
    )


def verified_email(claims: dict[str, Any]) -> str:
    """The address among some claims, if the provider says that it looked."""
    email = claims.get("email")
    # Letters of other alphabets may become those of ours when case is folded, and the address another one.
    if claims.get("email_verified") is not True or not isinstance(email, str) or not email.isascii():
        return ""
    return email.strip()


def _name(claims: dict[str, Any], claim: str) -> str:
    value = claims.get(claim)
    return cut_text(value.strip(), 150) if isinstance(value, str) and value.isprintable() else ""


def _judge(claims: dict[str, Any], provider: Provider, nonce: str) -> None:
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise SignInInvalid("another nonce")
    azp = claims.get("azp")
    if azp != provider.client_id and (azp is not None or _is_for_several(claims["aud"])):
        raise SignInInvalid("made for another client")
    subject = claims["sub"]
    is_name = isinstance(subject, str) and 0 < len(subject) <= NAME_LENGTH and subject.isprintable()
    if not is_name or subject != subject.strip():
        raise SignInInvalid("no subject")


def _is_for_several(audience: object) -> bool:
    return isinstance(audience, list) and len(audience) > 1


def _key_for(header: dict[str, Any], metadata: Metadata, line: Line) -> jwt.PyJWK:
    for fresh in (False, True):
        for key in keys_of(metadata, line, fresh=fresh):
            if _fits(key, header):
                return jwt.PyJWK(key, algorithm=header["alg"])
    raise SignInInvalid("a key that the provider does not have")


def _fits(key: dict[str, Any], header: dict[str, Any]) -> bool:
    named = header.get("kid") is None or key.get("kid") == header["kid"]
    kinds = {"R": "RSA", "P": "RSA", "E": "OKP" if header["alg"] == "EdDSA" else "EC"}
    meant = key.get("use", "sig") == "sig" and key.get("alg", header["alg"]) == header["alg"]
    return named and meant and key.get("kty") == kinds[header["alg"][0]]
