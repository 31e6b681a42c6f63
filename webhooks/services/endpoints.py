"""Machines' webhooks: setting them up, changing them, turning their secrets over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.models import Component, Page
from statuspage.sealing import seal, unseal
from statuspage.selectors import page_overall
from statuspage.validation import (
    MESSAGE_LENGTH,
    Problems,
    clean_bool,
    clean_changes,
    clean_choice,
    rule,
    text_rule,
)
from webhooks.event_filters import clean_filters
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Delivery, Subscription
from webhooks.payloads import event_for_test, standard_test_body, statuspage_test_body
from webhooks.services.canceling import deliveries_cancel, deliveries_take_back
from webhooks.services.enqueuing import delivery_enqueue
from webhooks.services.letters import letter_write
from webhooks.signing import secret_new
from webhooks.transports.base import Frozen
from webhooks.transports.endpoint import url_clean, url_masked
from webhooks.transports.headers import clean_headers, headers_masked, headers_merged
from webhooks.vocabulary import Audience, BodyFormat, DeliveryKind, Scope, SubscriptionState

WEBHOOK_LIMIT = 50
"""How many webhooks a page may have."""
OVERLAP = timedelta(hours=24)
"""How long both secrets sign after a rotation."""

TEST_MESSAGE = "This is a test."

_GRACE = timedelta(minutes=1)
_SCOPES = (Scope.PAGE.value, Scope.COMPONENTS.value)
_RULES = {
    "url": rule(url_clean, audience="operator"),
    "description": text_rule(MESSAGE_LENGTH, multiline=True),
    "events": rule(clean_filters),
    "scope": rule(clean_choice, words=_SCOPES),
    "format": rule(clean_choice, words=BodyFormat),
    "enabled": rule(clean_bool),
    "headers": rule(clean_headers, signed=True),
}
_COLUMNS = (
    "address",
    "description",
    "events",
    "scope",
    "format",
    "enabled",
    "headers",
    "secrets",
    "previous_secret",
    "previous_secret_until",
    "state",
    "unsubscribed_at",
    "failing_since",
    "disabled_reason",
    "last_error",
    "updated_at",
)


def webhook_create(
    *,
    page: Page,
    url: str,
    description: str = "",
    events: Sequence[str] | None = None,
    scope: str = Scope.PAGE.value,
    components: Collection[Component] = (),
    format: str = BodyFormat.STANDARD.value,
    headers: Mapping[str, str] | None = None,
    enabled: bool = True,
    by: Actor,
    now: datetime | None = None,
) -> tuple[Subscription, str]:
    """A new webhook and its signing secret, which is shown this once.

    Without `events` it hears of everything that is deliverable. Raises `Invalid` with every wrong field
    (`target_blocked` at `/url` for an address that must not be reached) and `Conflict` (`webhook_limit`).
    """
    given: dict[str, Any] = {
        "url": url,
        "description": description,
        "events": ["*"] if events is None else events,
        "scope": scope,
        "format": format,
        "headers": headers or {},
        "enabled": enabled,
    }
    with journal.transaction(now) as now:
        # One after the other, so that two of them cannot both be the last one.
        Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        living = Subscription.objects.filter(page=page, audience=Audience.MACHINE)
        if living.exclude(state=SubscriptionState.UNSUBSCRIBED).count() >= WEBHOOK_LIMIT:
            raise Conflict(
                _("A page has at most %(limit)d webhooks.") % {"limit": WEBHOOK_LIMIT}, code="webhook_limit"
            )
        clean = _clean(given, page, scope, components)
        secret = secret_new()
        webhook = Subscription(
            page=page,
            audience=Audience.MACHINE,
            kind="webhook",
            state=SubscriptionState.ACTIVE,
            confirmed_at=now,
            actor_label=by.label[:255],
        )
        _assign(webhook, clean, {"secret": secret})
        webhook.save(force_insert=True)
        webhook.components.set(components)
        _record("webhook.created", webhook, by, now, None, webhook_object(webhook))
        return webhook, secret


def webhook_update(
    *, webhook: Subscription, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Subscription:
    """Change any of the fields of `webhook_create`.

    What is masked (`••••••`) stays as it was. Enabling forgives what failed before, disabling parks what has
    not been sent. Raises `Invalid` and `SubscriptionNotFound`.
    """
    with journal.transaction(now) as now:
        row = _locked(webhook)
        before = webhook_object(row)
        secrets = unseal(row.secrets)
        given = dict(changes)
        if given.get("url") == before["url"]:
            del given["url"]
        if "headers" in given:
            given["headers"] = headers_merged(given["headers"], secrets.get("headers", {}))
        components = given.pop("components", None)
        wanted = list(row.components.all()) if components is None else components
        clean = _clean(given, row.page, given.get("scope", row.scope), wanted)
        moved = clean.get("url", row.address) != row.address
        if moved or (clean.get("enabled") and not row.enabled):
            row.failing_since, row.disabled_reason, row.last_error = None, "", ""
        was_enabled = row.enabled
        _assign(row, clean, secrets)
        renewed = unseal(row.secrets) != secrets
        row.save(update_fields=_COLUMNS)
        if was_enabled and not row.enabled:
            deliveries_take_back(subscription=row, reason="disabled", now=now)
        if components is not None:
            row.components.set(components)
        after = webhook_object(row)
        changed = [key for key in after if after[key] != before[key]]
        # What is masked looks alike before and after.
        if changed or moved or renewed:
            _record(
                "webhook.updated",
                row,
                by,
                now,
                {key: before[key] for key in changed},
                {key: after[key] for key in changed},
            )
        return row


def webhook_rotate(*, webhook: Subscription, by: Actor, now: datetime | None = None) -> str:
    """A new signing secret, shown this once; for a day the one before signs as well."""
    with journal.transaction(now) as now:
        row = _locked(webhook)
        secrets = unseal(row.secrets)
        secret = secret_new()
        row.previous_secret = seal({"secret": secrets["secret"]}) if "secret" in secrets else ""
        row.previous_secret_until = now + OVERLAP if row.previous_secret else None
        row.secrets = seal({**secrets, "secret": secret})
        row.save(update_fields=["secrets", "previous_secret", "previous_secret_until", "updated_at"])
        _record("webhook.rotated", row, by, now, None, {"previous_secret_until": row.previous_secret_until})
        return secret


def webhook_delete(*, webhook: Subscription, by: Actor, now: datetime | None = None) -> None:
    """Send nothing there any more and forget the secrets; what was sent stays in the log of deliveries."""
    with journal.transaction(now) as now:
        row = _locked(webhook)
        before = webhook_object(row)
        row.state, row.enabled, row.unsubscribed_at = SubscriptionState.UNSUBSCRIBED, False, now
        row.secrets = row.previous_secret = ""
        row.previous_secret_until, row.headers = None, {}
        row.save(update_fields=_COLUMNS)
        deliveries_cancel(subscription=row, reason="deleted", now=now)
        _record("webhook.deleted", row, by, now, before, None)


def webhook_test(*, webhook: Subscription, by: Actor, now: datetime | None = None) -> Delivery:
    """A delivery of kind test, also to a webhook that is disabled. Whoever asked for it sends it at once.

    Nothing is journaled: nothing changed, and nobody else is told. Raises `SubscriptionNotFound`.
    """
    with journal.transaction(now) as now:
        row = _locked(webhook)
        page = row.page
        event = event_for_test(page, at=now)
        if row.format == BodyFormat.STATUSPAGE:
            body = statuspage_test_body(row, at=now)
        else:
            body = standard_test_body(event, page, overall=page_overall(page), message=TEST_MESSAGE)
        return delivery_enqueue(
            subscription=row,
            kind=DeliveryKind.TEST,
            dedupe_key=f"test:{event.uid}",
            letter=letter_write(page=page, frozen=Frozen(body=body), now=now),
            sequence=page.sequence,
            # Should whoever asked for it be gone, a worker sends it; until then none must be faster.
            at=now + _GRACE,
        )


def webhook_object(webhook: Subscription) -> dict[str, Any]:
    """The settings as the journal keeps them, without what may be secret."""
    return {
        "id": webhook.uid,
        "url": url_masked(webhook.address),
        "description": webhook.description,
        "events": webhook.events,
        "scope": webhook.scope,
        "components": sorted(component.uid for component in webhook.components.all()),
        "format": webhook.format,
        "headers": webhook.headers,
        "enabled": webhook.enabled,
    }


def _clean(
    given: dict[str, Any], page: Page, scope: Any, components: Collection[Component]
) -> dict[str, Any]:
    problems = Problems()
    clean: dict[str, Any] = {}
    with problems.caught():
        clean = clean_changes(given, _RULES)
    for index, component in enumerate(components):
        if component.page_id != page.pk or component.deleted_at is not None:
            problems.add(f"/components/{index}", "unknown_component", _("The page has no such component."))
    if scope == Scope.COMPONENTS and not components:
        problems.add("/components", "required", _("Name the components that it shall hear of."))
    problems.raise_if_any()
    return clean


def _assign(webhook: Subscription, clean: dict[str, Any], secrets: dict[str, Any]) -> None:
    for field, value in clean.items():
        if field == "headers":
            secrets = {**secrets, "headers": value}
            webhook.headers = headers_masked(value)
        else:
            setattr(webhook, "address" if field == "url" else field, value)
    webhook.secrets = seal(secrets)


def _locked(webhook: Subscription) -> Subscription:
    row = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("page")
        .filter(pk=webhook.pk, audience=Audience.MACHINE)
        .exclude(state=SubscriptionState.UNSUBSCRIBED)
        .first()
    )
    if row is None:
        raise SubscriptionNotFound(_("There is no such webhook."))
    return row


def _record(
    kind: str,
    webhook: Subscription,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="webhook",
        subject_uid=webhook.uid,
        subject_label=url_masked(webhook.address),
        page=webhook.page,
        before=before,
        after=after,
    )
