"""All writes to keys: issuing, changing, rotating and revoking them, and noting their use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apikeys import credentials
from apikeys.derived import Derived, credentials_of
from apikeys.exceptions import KeyConflict
from apikeys.models import ApiKey
from apikeys.terms import Terms, agree, refuse_beyond, refuse_rank, terms_of
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Organization, Page

USE_NOTED_EVERY = timedelta(minutes=1)
_PREFIX_TRIES = 5


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key with its secret, which exists nowhere else and cannot be had again."""

    key: ApiKey
    secret: str


def key_issue(
    *,
    organization: Organization,
    name: str,
    scopes: Sequence[str],
    by: Actor,
    all_pages: bool = False,
    pages: Sequence[Page] = (),
    default_page: Page | None = None,
    expires_at: datetime | None = None,
    limit_per_minute: int | None = None,
    issuer: ApiKey | None = None,
    by_owner: bool = True,
    now: datetime | None = None,
) -> IssuedKey:
    """Issue a key that reaches all pages of the organization or those listed, at least one.

    `scopes` may hold the presets `read` and `full`. With an `issuer` (a key that asks for another key) the
    new one must stay within what the issuer may do itself. `by_owner` is False for a person who runs the
    organization without owning it: what ranks with owners is not theirs to give, here and below.

    Raises `Invalid` for values and `BeyondReach` for more than the issuer has.
    """
    with journal.transaction(now) as now:
        terms = Terms("", [], False, [], None, None, None)
        agree(
            terms,
            {
                "name": name,
                "scopes": scopes,
                "all_pages": all_pages,
                "pages": pages,
                "default_page": default_page,
                "expires_at": expires_at,
                "limit_per_minute": limit_per_minute,
            },
            organization,
            now,
        )
        refuse_beyond(terms, issuer)
        refuse_rank(terms, by_owner=by_owner)
        key, secret = _create(terms, organization, by)
        key.pages.set(terms.pages)
        _note("key.issued", key, by, now, after={"prefix": key.prefix, **terms.described()})
        return IssuedKey(key, secret)


def key_update(
    *,
    key: ApiKey,
    changes: Mapping[str, Any],
    by: Actor,
    issuer: ApiKey | None = None,
    by_owner: bool = True,
    now: datetime | None = None,
) -> ApiKey:
    """Change what a key is called and may do; only the given fields change.

    Naming `pages` alone ends `all_pages`, and `all_pages: True` alone lets go of the list. With an `issuer`
    both the key as it was and as it would be must be within the issuer's reach.

    Raises `Invalid`, `BeyondReach`, and `KeyConflict` (`key_revoked`) for a revoked key.
    """
    with journal.transaction(now) as now:
        key = _locked(key)
        if key.revoked_at is not None:
            raise KeyConflict(_("The key is revoked. Issue a new one."), code="key_revoked")
        terms = terms_of(key)
        refuse_beyond(terms, issuer)
        before = terms.described()
        agree(terms, changes, key.organization, now)
        refuse_beyond(terms, issuer)
        refuse_rank(terms, by_owner=by_owner)
        after = terms.described()
        changed = [field for field in after if before[field] != after[field]]
        if not changed:
            return key
        for field in set(changed) - {"pages"}:
            setattr(key, field, getattr(terms, field))
        key.save(update_fields=[*(set(changed) - {"pages"}), "updated_at"])
        if "pages" in changed:
            key.pages.set(terms.pages)
        _note(
            "key.updated",
            key,
            by,
            now,
            before={field: before[field] for field in changed},
            after={field: after[field] for field in changed},
        )
        return key


def key_rotate(
    *,
    key: ApiKey,
    by: Actor,
    issuer: ApiKey | None = None,
    by_owner: bool = True,
    now: datetime | None = None,
) -> IssuedKey:
    """Give a key a new secret; the old one ends at once, and so do the credentials derived from it.

    Raises `KeyConflict` (`key_revoked`, `key_expired`) and `BeyondReach`.
    """
    with journal.transaction(now) as now:
        key = _locked(key)
        _refuse_ended(key, now)
        refuse_beyond(terms_of(key), issuer)
        refuse_rank(terms_of(key), by_owner=by_owner)
        before = {"prefix": key.prefix, "generation": key.generation}
        key.generation += 1
        secret = _with_new_credential(
            key, lambda: key.save(update_fields=["prefix", "digest", "generation", "updated_at"])
        )
        after = {"prefix": key.prefix, "generation": key.generation}
        _note("key.rotated", key, by, now, before=before, after=after)
        return IssuedKey(key, secret)


def key_credentials_show(
    *, key: ApiKey, by: Actor, by_owner: bool = True, now: datetime | None = None
) -> Derived:
    """The values that requests are signed with in the key's name; the journal tells who looked at them.

    Raises `KeyConflict` (`key_revoked`, `key_expired`), since nobody can sign with them any more, and
    `Forbidden` for a key that ranks with owners when it is not `by_owner`.
    """
    with journal.transaction(now) as now:
        key = _locked(key)
        _refuse_ended(key, now)
        refuse_rank(terms_of(key), by_owner=by_owner)
        _note("key.credentials_shown", key, by, now, after={"generation": key.generation})
        return credentials_of(key)


def key_revoke(*, key: ApiKey, by: Actor, now: datetime | None = None) -> ApiKey:
    """End a key for good. Revoking it again changes nothing."""
    with journal.transaction(now) as now:
        ended = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, updated_at=now)
        key.refresh_from_db()
        if ended:
            _note("key.revoked", key, by, now, before={"prefix": key.prefix})
        return key


def key_touch(*, key_id: int, now: datetime | None = None) -> bool:
    """Note that a key was used, at most once a minute; returns whether it was noted."""
    at = now or timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    return bool(ApiKey.objects.filter(stale, pk=key_id).update(last_used_at=at))


def _refuse_ended(key: ApiKey, now: datetime) -> None:
    if key.revoked_at is not None:
        raise KeyConflict(_("The key is revoked. Issue a new one."), code="key_revoked")
    if key.expires_at is not None and key.expires_at <= now:
        raise KeyConflict(_("The key has expired. Give it a later end first."), code="key_expired")


def _locked(key: ApiKey) -> ApiKey:
    return ApiKey.objects.select_for_update(of=("self",)).select_related("organization").get(pk=key.pk)


def _create(terms: Terms, organization: Organization, by: Actor) -> tuple[ApiKey, str]:
    key = ApiKey(
        organization=organization,
        name=terms.name,
        all_pages=terms.all_pages,
        default_page=terms.default_page,
        scopes=terms.scopes,
        limit_per_minute=terms.limit_per_minute,
        expires_at=terms.expires_at,
        created_by=by.label[:255],
    )
    return key, _with_new_credential(key, key.save)


def _with_new_credential(key: ApiKey, save: Any) -> str:
    """Prefixes are short enough to meet by chance once in a very long while: then another is drawn."""
    for last in (*[False] * (_PREFIX_TRIES - 1), True):
        credential = credentials.create()
        key.prefix, key.digest = credential.prefix, credential.digest
        try:
            with transaction.atomic():
                save()
        except IntegrityError:
            if last or not ApiKey.objects.filter(prefix=credential.prefix).exists():
                raise
        else:
            return credential.secret
    raise AssertionError("the last try returns or raises")


def _note(
    kind: str,
    key: ApiKey,
    by: Actor,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=at,
        subject_kind="key",
        subject_uid=key.uid,
        subject_label=key.name,
        organization=key.organization,
        before=before,
        after=after,
    )
