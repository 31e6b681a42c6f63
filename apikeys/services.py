"""All writes to keys: issuing, changing, rotating and revoking them, and noting their use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apikeys import credentials
from apikeys import scopes as catalogue
from apikeys.exceptions import BeyondReach, KeyConflict
from apikeys.models import ApiKey
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import Organization, Page
from statuspage.validation import NAME_LENGTH, Problems, clean_bool, clean_int, clean_moment, clean_text

USE_NOTED_EVERY = timedelta(minutes=1)
LIMIT_MAXIMUM = 1_000_000
_FIELDS = ("name", "scopes", "all_pages", "pages", "default_page", "expires_at", "limit_per_minute")
_PREFIX_TRIES = 5


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key with its secret, which exists nowhere else and cannot be had again."""

    key: ApiKey
    secret: str


@dataclass(slots=True)
class _Terms:
    """Everything that may be said about a key; `pages` are living pages of its organization.

    A key may stay `powerless` (its pages are gone), but none is made so.
    """

    name: str
    scopes: list[str]
    all_pages: bool
    pages: list[Page]
    default_page: Page | None
    expires_at: datetime | None
    limit_per_minute: int | None
    powerless: bool = False

    def described(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            "name": self.name,
            "scopes": list(self.scopes),
            "all_pages": self.all_pages,
            "pages": sorted(page.uid for page in self.pages),
            "default_page": self.default_page.uid if self.default_page else None,
            "expires_at": self.expires_at,
            "limit_per_minute": self.limit_per_minute,
        }


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
    now: datetime | None = None,
) -> IssuedKey:
    """Issue a key that reaches all pages of the organization or those listed, at least one.

    `scopes` may hold the presets `read` and `full`. With an `issuer` (a key that asks for another key) the
    new one must stay within what the issuer may do itself.

    Raises `Invalid` for values and `BeyondReach` for more than the issuer has.
    """
    with journal.transaction(now) as now:
        terms = _Terms("", [], False, [], None, None, None)
        _agree(
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
        _refuse_beyond(terms, issuer)
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
        terms = _terms_of(key)
        _refuse_beyond(terms, issuer)
        before = terms.described()
        _agree(terms, changes, key.organization, now)
        _refuse_beyond(terms, issuer)
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
    *, key: ApiKey, by: Actor, issuer: ApiKey | None = None, now: datetime | None = None
) -> IssuedKey:
    """Give a key a new secret; the old one ends at once, and so do the credentials derived from it.

    Raises `KeyConflict` (`key_revoked`, `key_expired`) and `BeyondReach`.
    """
    with journal.transaction(now) as now:
        key = _locked(key)
        if key.revoked_at is not None:
            raise KeyConflict(_("The key is revoked. Issue a new one."), code="key_revoked")
        if key.expires_at is not None and key.expires_at <= now:
            raise KeyConflict(_("The key has expired. Give it a later end first."), code="key_expired")
        _refuse_beyond(_terms_of(key), issuer)
        before = {"prefix": key.prefix, "generation": key.generation}
        key.generation += 1
        secret = _with_new_credential(
            key, lambda: key.save(update_fields=["prefix", "digest", "generation", "updated_at"])
        )
        after = {"prefix": key.prefix, "generation": key.generation}
        _note("key.rotated", key, by, now, before=before, after=after)
        return IssuedKey(key, secret)


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


def _agree(terms: _Terms, changes: Mapping[str, Any], organization: Organization, now: datetime) -> None:
    """Bring the terms to what is asked for, or say everything that is wrong with it."""
    problems = Problems()
    for field in changes:
        if field not in _FIELDS:
            problems.add(f"/{field}", "unknown_field", _("There is no such field."))
    with problems.caught():
        if "name" in changes:
            terms.name = clean_text(changes["name"], pointer="/name", max_length=NAME_LENGTH, required=True)
    with problems.caught():
        if "scopes" in changes:
            terms.scopes = _scopes(changes["scopes"])
    with problems.caught():
        if "all_pages" in changes or "pages" in changes:
            _agree_on_pages(terms, changes, organization)
    with problems.caught():
        if "default_page" in changes:
            terms.default_page = changes["default_page"]
        _check_default_page(terms, organization, asked="default_page" in changes)
    with problems.caught():
        if "expires_at" in changes and changes["expires_at"] != terms.expires_at:
            terms.expires_at = _end(changes["expires_at"], now)
    with problems.caught():
        if "limit_per_minute" in changes:
            terms.limit_per_minute = _limit(changes["limit_per_minute"])
    problems.raise_if_any()


def _scopes(words: Any) -> list[str]:
    if isinstance(words, str) or not isinstance(words, Sequence) or not words:
        raise Invalid.at("/scopes", "required", _("Name at least one scope, or one of read and full."))
    scopes, errors = catalogue.expand(words)
    if errors:
        raise Invalid(errors)
    return scopes


def _agree_on_pages(terms: _Terms, changes: Mapping[str, Any], organization: Organization) -> None:
    pages = list({page.pk: page for page in changes.get("pages", ())}.values())
    all_pages = clean_bool(changes.get("all_pages", terms.all_pages and not pages), pointer="/all_pages")
    if all_pages and pages:
        raise Invalid.at("/pages", "contradiction", _("A key for all pages lists no pages."))
    if not all_pages and "pages" not in changes:
        pages = terms.pages
    foreign = [
        FieldError(f"/pages/{position}", "unknown_page", str(_("There is no such page.")))
        for position, page in enumerate(pages)
        if not _belongs(page, organization)
    ]
    if foreign:
        raise Invalid(foreign)
    if not all_pages and not pages and not terms.powerless:
        raise Invalid.at("/pages", "required", _("Name at least one page, or set all_pages."))
    terms.all_pages, terms.pages = all_pages, pages


def _check_default_page(terms: _Terms, organization: Organization, *, asked: bool) -> None:
    page = terms.default_page
    if page is None or (_belongs(page, organization) and (terms.all_pages or page in terms.pages)):
        return
    if not asked:
        # The reach was narrowed around it: a default that cannot be reached is none.
        terms.default_page = None
        return
    raise Invalid.at("/default_page", "out_of_reach", _("The default page must be one that the key reaches."))


def _belongs(page: Page, organization: Organization) -> bool:
    return page.organization_id == organization.pk and page.deleted_at is None


def _end(value: Any, now: datetime) -> datetime | None:
    if value is None:
        return None
    moment = clean_moment(value, pointer="/expires_at")
    if moment <= now:
        raise Invalid.at("/expires_at", "in_the_past", _("A key must end in the future."))
    return moment


def _limit(value: Any) -> int | None:
    if value is None:
        return None
    return clean_int(value, pointer="/limit_per_minute", minimum=1, maximum=LIMIT_MAXIMUM)


def _refuse_beyond(terms: _Terms, issuer: ApiKey | None) -> None:
    """What one key may give to another: no scope, page, time or speed that it does not have."""
    if issuer is None:
        return
    problems = Problems()
    missing = catalogue.beyond(issuer.scopes, terms.scopes)
    if missing:
        problems.add(
            "/scopes", "beyond_issuer", _("Your key lacks: %(scopes)s.") % {"scopes": ", ".join(missing)}
        )
    if not issuer.all_pages:
        reached = set(issuer.pages.values_list("pk", flat=True))
        if terms.all_pages or any(page.pk not in reached for page in terms.pages):
            problems.add("/pages", "beyond_issuer", _("Your key does not reach all of these pages."))
    if issuer.expires_at is not None and (terms.expires_at is None or terms.expires_at > issuer.expires_at):
        problems.add("/expires_at", "beyond_issuer", _("Your key ends before this one would."))
    if _effective(terms.limit_per_minute) > _effective(issuer.limit_per_minute):
        problems.add("/limit_per_minute", "beyond_issuer", _("Your key has a lower limit."))
    if problems.errors:
        raise BeyondReach(problems.errors)


def _effective(limit: int | None) -> int:
    return int(settings.CANDOR_API_RATE) if limit is None else limit


def _locked(key: ApiKey) -> ApiKey:
    return ApiKey.objects.select_for_update(of=("self",)).select_related("organization").get(pk=key.pk)


def _terms_of(key: ApiKey) -> _Terms:
    pages = list(key.pages.filter(deleted_at=None))
    return _Terms(
        name=key.name,
        scopes=list(key.scopes),
        all_pages=key.all_pages,
        pages=pages,
        powerless=not key.all_pages and not pages,
        default_page=key.default_page,
        expires_at=key.expires_at,
        limit_per_minute=key.limit_per_minute,
    )


def _create(terms: _Terms, organization: Organization, by: Actor) -> tuple[ApiKey, str]:
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
