"""Metrics providers as people set them up; their metrics are fetched by `monitoring.services.fetching`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.models import Metric, MetricsProvider
from monitoring.providers import PROVIDERS, Provider
from monitoring.services.metrics import metric_delete
from monitoring.services.provider_rows import (
    provider_locked,
    provider_object,
    provider_of_page,
    provider_record,
)
from monitoring.vocabulary import ProviderKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.egress import EgressError, check_url
from statuspage.exceptions import Invalid
from statuspage.ids import uid_given
from statuspage.models import Page
from statuspage.sealing import seal, unseal
from statuspage.validation import (
    Problems,
    clean_changes,
    clean_choice,
    clean_text,
    rule,
    text_rule,
)

SECRETS = ("api_key", "api_token", "application_key", "password")
SECRET_LENGTH = 500

_BASE_LENGTH = 2000


def provider_create(
    *,
    page: Page,
    kind: str,
    by: Actor,
    base_url: str = "",
    email: str = "",
    secrets: Mapping[str, str] | None = None,
    uid: str | None = None,
    now: datetime | None = None,
) -> MetricsProvider:
    """A service that metrics can be fetched from; without a base address its public one is asked.

    A page has one provider of the kind `self`: asking for another gives the one that is there.
    `uid` is a free one that is taken over from elsewhere. Raises Invalid with every wrong field; secrets are
    named by their own names (`/api_key`).
    """
    given = {"kind": kind, "base_url": base_url, "email": email, **(secrets or {})}
    clean = clean_changes(given, _RULES)
    with journal.transaction(now) as now:
        if clean["kind"] == ProviderKind.SELF:
            row, is_new = provider_of_page(page, uid=uid)
            if is_new:
                provider_record(row, "provider.created", by=by, now=now, after=provider_object(row))
            return row
        row = MetricsProvider(page=page, **uid_given(uid), kind=clean["kind"], next_fetch_at=now)
        _take(row, clean, {})
        row.save(force_insert=True)
        provider_record(row, "provider.created", by=by, now=now, after=provider_object(row))
        return row


def provider_update(
    *, provider: MetricsProvider, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> MetricsProvider:
    """Change what is given (`kind`, `base_url`, `email`, secrets); then it is asked again even if disabled.

    Stored secrets are for the service that they were given for and go nowhere else: where it is asked at
    another address, or is another one, the new ones must be given in the same call, and be it an empty one
    where it needs none. The kind `self` stays what it is. Raises Invalid and NotFound.
    """
    clean = clean_changes(changes, _RULES)
    with journal.transaction(now) as now:
        row = provider_locked(provider)
        if ProviderKind.SELF in (row.kind, clean.get("kind")):
            if clean.get("kind", row.kind) != row.kind:
                raise Invalid.at(
                    "/kind",
                    "provider_is_self",
                    _("Points that come by API cannot become fetched ones, nor the other way about."),
                )
            return row
        before, sealed, was = provider_object(row), row.secrets, (row.kind, row.email)
        stored, is_same = unseal(row.secrets), _is_same_service(row, clean)
        row.kind = clean.get("kind", row.kind)
        if not is_same and stored and not any(name in clean for name in SECRETS):
            _refuse_to_forget(PROVIDERS[row.kind], stored)
        _take(row, clean, stored if is_same else {})
        moved = provider_object(row) != before or row.secrets != sealed or was != (row.kind, row.email)
        row.failures, row.lease_until, row.next_fetch_at = 0, None, None if row.disabled else now
        row.last_revalidated_at = None if moved else row.last_revalidated_at
        row.save(update_fields=[*_STORED, "updated_at"])
        if moved:
            after = provider_object(row)
            provider_record(row, "provider.updated", by=by, now=now, before=before, after=after)
        return row


def provider_delete(*, provider: MetricsProvider, by: Actor, now: datetime | None = None) -> None:
    """Take a provider away with its metrics, and forget its secrets; a second time changes nothing."""
    with journal.transaction(now) as now:
        gone = MetricsProvider.living.filter(pk=provider.pk)
        # First, so that nobody adds a metric meanwhile: whoever does holds the row.
        if not gone.update(deleted_at=now, updated_at=now, secrets="", lease_until=None, next_fetch_at=None):
            return
        provider.deleted_at, provider.secrets = now, ""
        for metric in Metric.living.filter(provider=provider).select_related("page").order_by("pk"):
            metric_delete(metric=metric, by=by, now=now)
        provider_record(provider, "provider.deleted", by=by, now=now, before=provider_object(provider))


_STORED = (
    "kind",
    "base_url",
    "email",
    "secrets",
    "disabled",
    "failures",
    "lease_until",
    "next_fetch_at",
    "last_error",
    "last_revalidated_at",
)


def _refuse_to_forget(kind: Provider, stored: Mapping[str, str]) -> None:
    """Point to what the new service has to be given."""
    problems = Problems()
    needed = [names[0] for names in kind.needs if names[0] in SECRETS]
    for name in needed or [name for name in stored if name in kind.takes] or ["kind"]:
        problems.add(
            f"/{name}",
            "required",
            _("The credentials belong to the service as it was: send those of the new one along."),
        )
    problems.raise_if_any()


def _take(row: MetricsProvider, clean: Mapping[str, Any], kept: Mapping[str, str]) -> None:
    """Let the row say what is given, with secrets of its kind only; raises Invalid for what is missing."""
    kind = PROVIDERS[row.kind]
    row.base_url = clean.get("base_url", row.base_url)
    row.email = clean.get("email", row.email)
    used = {name for names in (*kind.needs, kind.takes) for name in names}
    merged = {name: clean.get(name, kept.get(name, "")) for name in SECRETS if name in used}
    secrets = {name: value for name, value in merged.items() if value}
    problems = Problems()
    if not row.base_url and not kind.default_base:
        problems.add("/base_url", "required", _("This kind of provider needs the address of the server."))
    known = {**secrets, "email": row.email}
    for names in kind.needs:
        if not any(known.get(name) for name in names):
            problems.add(f"/{names[0]}", "required", _("This kind of provider needs it."))
    problems.raise_if_any()
    if not secrets:
        # Also what cannot be read any more: with its key it would come back, and go to another service.
        row.secrets = ""
    elif secrets != unseal(row.secrets):
        row.secrets = seal(secrets)
    row.disabled, row.last_error = False, ""


def _is_same_service(row: MetricsProvider, clean: Mapping[str, Any]) -> bool:
    """Whether what is asked is still who the secrets were given to."""
    if clean.get("kind", row.kind) != row.kind:
        return False
    kind = PROVIDERS[row.kind]
    bases = [url or kind.default_base for url in (row.base_url, clean.get("base_url", row.base_url))]
    if bases[0] == bases[1]:
        return True
    try:
        old, new = (check_url(base, audience="operator") for base in bases)
    except EgressError:
        # What once could be asked is refused by now.
        return False
    if old.origin == new.origin:
        return True
    at_home = (
        any(url.host == home or url.host.endswith(f".{home}") for home in kind.homes) for url in (old, new)
    )
    return all(at_home) and new.scheme == "https"


def _clean_base(value: Any, *, pointer: str) -> str:
    """An address that may be asked, without a slash at its end; empty for the service's own."""
    base = clean_text(value, pointer=pointer, max_length=_BASE_LENGTH)
    if not base:
        return ""
    try:
        checked = check_url(base, audience="operator")
    except EgressError as error:
        raise Invalid.at(pointer, error.code, str(error.detail)) from None
    if "?" in checked.url:
        raise Invalid.at(pointer, "invalid_url", _("The address must not hold a query."))
    return checked.url.rstrip("/")


_RULES = {
    "kind": rule(clean_choice, words=ProviderKind),
    "base_url": rule(_clean_base),
    "email": text_rule(320),
    **{name: text_rule(SECRET_LENGTH) for name in SECRETS},
}
