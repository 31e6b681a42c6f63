"""System checks: combinations of settings that cannot work, each with what to do about it."""

import difflib
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from config.environment import PREFIX, VARIABLES
from config.settings.hosts import LOOPBACK
from statuspage.egress import EgressError, check_url

SHORTEST_SECRET = 50


def environment_is_sound(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Everything that is wrong with the environment, at once."""
    return [
        *(Error(one.message, hint=one.hint, id=f"candor.{one.code}") for one in settings.CANDOR_PROBLEMS),
        *_unknown_names(),
        *_secret(),
        *_processes(),
        *_mail_pings(),
        *_identity_provider(),
    ]


def refuse_to_start() -> None:
    """Raises ImproperlyConfigured with every mistake; for servers, which run no management command."""
    mistakes = environment_is_sound(None)
    if mistakes:
        raise ImproperlyConfigured("\n".join(f"{one.msg} {one.hint}" for one in mistakes))


def _unknown_names() -> list[CheckMessage]:
    names = [PREFIX + variable.name for variable in VARIABLES]
    found: list[CheckMessage] = []
    for name in settings.CANDOR_UNKNOWN_VARIABLES:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        found.append(
            Error(
                f"{name} is set, but Candor knows no such variable.",
                hint=f"{hint}Correct or remove it; docs/configuration.md lists them all.",
                id="candor.unknown",
            )
        )
    return found


def _secret() -> list[CheckMessage]:
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return []
    return [
        Error(
            f"The secret key has {len(settings.SECRET_KEY)} characters; it needs {SHORTEST_SECRET}.",
            hint="Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'. "
            "Or remove CANDOR_SECRET_KEY (and an empty secret-key file in the data directory), "
            "and one is generated.",
            id="candor.secret",
        )
    ]


def _processes() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.CANDOR_WEB_PROCESSES > 1 and not settings.CANDOR_CACHE_URL:
        found.append(
            Error(
                f"CANDOR_WEB_PROCESSES is {settings.CANDOR_WEB_PROCESSES}, but there is no Redis, so rate "
                "limits would count in each process apart.",
                hint="Set CANDOR_REDIS_URL (or CANDOR_CACHE_URL), or leave one web process.",
                id="candor.processes",
            )
        )
    # A region's worker is given its work with the message and needs no database.
    if settings.CANDOR_BROKER_URL and settings.CANDOR_ON_SQLITE and settings.CANDOR_ROLE != "region":
        found.append(
            Error(
                "A broker is set, but the database is a SQLite file, which workers elsewhere cannot share.",
                hint="Set CANDOR_DATABASE_URL to a PostgreSQL database, or remove CANDOR_REDIS_URL and "
                "CANDOR_BROKER_URL for the embedded worker (CANDOR_CACHE_URL alone may stay). "
                "A worker that only runs the checks of a region says so with CANDOR_ROLE=region.",
                id="candor.sqlite",
            )
        )
    if settings.CANDOR_WEB_PROCESSES > 1 and settings.CANDOR_ON_SQLITE:
        found.append(
            Error(
                f"CANDOR_WEB_PROCESSES is {settings.CANDOR_WEB_PROCESSES}, but the database is SQLite.",
                hint="Set CANDOR_DATABASE_URL to a PostgreSQL database, or leave one web process.",
                id="candor.sqlite",
            )
        )
    return found


def _mail_pings() -> list[CheckMessage]:
    port, host = settings.CANDOR_SMTPD_PORT, settings.CANDOR_SMTPD_LISTEN
    found: list[CheckMessage] = []
    if port and not settings.CANDOR_PING_EMAIL_DOMAIN:
        found.append(
            Error(
                "CANDOR_SMTPD_PORT is set, but the listener would know no domain to take mail for.",
                hint="Set CANDOR_PING_EMAIL_DOMAIN to the domain of the addresses, such as "
                "pings.example.com, or remove CANDOR_SMTPD_PORT.",
                id="candor.mail_pings",
            )
        )
    if bool(settings.CANDOR_SMTPD_CERTIFICATE) != bool(settings.CANDOR_SMTPD_KEY):
        found.append(
            Error(
                "Only one of CANDOR_SMTPD_CERTIFICATE and CANDOR_SMTPD_KEY is set.",
                hint="Set both, or remove it, and mail comes unencrypted.",
                id="candor.mail_pings",
            )
        )
    # Whoever listens on all addresses also listens on this one.
    meet = host == settings.CANDOR_LISTEN or {host, settings.CANDOR_LISTEN} & {"0.0.0.0", "::"}  # noqa: S104
    if port == settings.CANDOR_PORT and meet:
        found.append(
            Error(
                f"CANDOR_SMTPD_PORT is {port}, which is the port of the web server too.",
                hint="Choose another one, for example CANDOR_SMTPD_PORT=2525.",
                id="candor.mail_pings",
            )
        )
    if port == 25 and settings.CANDOR_SMTPD_LMTP:
        found.append(
            Error(
                "CANDOR_SMTPD_LMTP is set with port 25, on which mail servers speak SMTP and nothing else.",
                hint="Choose another port, for example CANDOR_SMTPD_PORT=2525, or remove CANDOR_SMTPD_LMTP.",
                id="candor.mail_pings",
            )
        )
    return found


def _identity_provider() -> list[CheckMessage]:
    given = {
        "CANDOR_OIDC_ISSUER": settings.CANDOR_OIDC_ISSUER,
        "CANDOR_OIDC_CLIENT_ID": settings.CANDOR_OIDC_CLIENT_ID,
        "CANDOR_OIDC_CLIENT_SECRET": settings.CANDOR_OIDC_CLIENT_SECRET,
    }
    missing = [name for name, value in given.items() if not value]
    needs = settings.CANDOR_OIDC_NAME or settings.CANDOR_OIDC_DOMAINS or settings.CANDOR_OIDC_TAKE_IN
    found: list[CheckMessage] = []
    if not settings.CANDOR_PASSWORD_LOGIN and not settings.CANDOR_OIDC_ISSUER:
        found.append(
            Error(
                "CANDOR_PASSWORD_LOGIN is off, but there is no OpenID Connect provider to sign in at.",
                hint="Set CANDOR_OIDC_ISSUER, CANDOR_OIDC_CLIENT_ID and CANDOR_OIDC_CLIENT_SECRET, or remove "
                "CANDOR_PASSWORD_LOGIN.",
                id="candor.oidc",
            )
        )
    if settings.CANDOR_OIDC_TAKE_IN and not settings.CANDOR_OIDC_DOMAINS:
        found.append(
            Error(
                "CANDOR_OIDC_TAKE_IN is set, but not whose people join the team by signing in.",
                hint="Set CANDOR_OIDC_DOMAINS to the domains of their mail addresses, such as example.com, "
                "or remove CANDOR_OIDC_TAKE_IN and invite them.",
                id="candor.oidc",
            )
        )
    if len(missing) == len(given) and not needs:
        return found
    if missing:
        found.append(
            Error(
                f"To sign in at an OpenID Connect provider, {' and '.join(missing)} must be set too.",
                hint="The provider gives client id and secret when you register Candor there with the "
                f"callback {settings.CANDOR_PUBLIC_URL}/accounts/oidc/callback/. "
                "Or remove all CANDOR_OIDC_ variables.",
                id="candor.oidc",
            )
        )
    if settings.CANDOR_OIDC_ISSUER and not _is_issuer(settings.CANDOR_OIDC_ISSUER):
        found.append(
            Error(
                f"CANDOR_OIDC_ISSUER is {settings.CANDOR_OIDC_ISSUER!r}, which is not an issuer that can be "
                "asked.",
                hint="Give an address such as https://login.example.com/realms/acme, as the provider itself "
                "writes it, without /.well-known and without a query. It begins with https, has a host name "
                "other than that of CANDOR_PUBLIC_URL, and on a private network needs CANDOR_EGRESS_ALLOW.",
                id="candor.oidc",
            )
        )
    return found


def _is_issuer(address: str) -> bool:
    try:
        target = check_url(address, audience="operator")
    except EgressError:
        return False
    # Only on the own machine nobody can listen.
    is_safe = target.scheme == "https" or target.host in LOOPBACK
    return is_safe and not set("?#") & set(address) and "/.well-known" not in address
