"""All reads of keys: who holds a secret, and what a key reaches."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from apikeys import credentials, scopes
from apikeys.derived import Derived, credentials_meant, uid_in
from apikeys.models import ApiKey
from statuspage.ids import UID_LENGTH
from statuspage.models import Organization, Page

_UID = re.compile(rf"[a-z0-9]{{{UID_LENGTH}}}")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,100}")
# Stands in wherever there is nothing to look up or to compare with, so that every refusal costs the same.
_NOBODY = credentials.create()
_NOBODYS = Derived(*(secrets.token_hex(20) for _ in range(4)))


_NO_UID = "0" * UID_LENGTH


@dataclass(frozen=True, slots=True)
class Consumer:
    """What a consumer key stands for: values that sign with, of a key or of none (`key_id` is None then)."""

    derived: Derived
    key_id: int | None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Identified:
    """The holder of a right secret; `refusal` says why the key opens nothing any more."""

    key: ApiKey
    refusal: Literal["", "revoked", "expired"] = ""


def key_identify(secret: str, now: datetime | None = None) -> Identified | None:
    """The key with this secret, also when it is revoked or expired; None for every other text.

    A text that is no key, an unknown prefix and a wrong secret take the same path: one lookup of an indexed
    prefix and one comparison of digests.
    """
    candidate = secret if credentials.is_well_formed(secret) else _NOBODY.secret
    # An aggregate gives one row whether there is such a prefix or not, so that reading it costs the same.
    row = ApiKey.objects.filter(prefix=candidate[: credentials.PREFIX_LENGTH]).aggregate(
        key_id=Max("pk"), digest=Max("digest")
    )
    key_id = row["key_id"]
    matches = credentials.digest_matches(candidate, row["digest"] or _NOBODY.digest)
    if not (matches and key_id):
        return None
    return _identified(key_id, now)


def consumer_named(consumer_key: str) -> Consumer:
    """The consumer with this key. For an unknown one, values that nobody signs with.

    An unknown uid and a wrong rest take the same path as a right one: one lookup, and the same derivations.
    """
    uid = uid_in(consumer_key)
    row = ApiKey.objects.filter(uid=uid if _UID.fullmatch(uid) else _NO_UID).aggregate(
        key_id=Max("pk"), uid=Max("uid"), generation=Max("generation"), prefix=Max("prefix")
    )
    found = credentials_meant(row["uid"] or _NO_UID, row["generation"] or 1, consumer_key)
    if found is None or row["key_id"] is None:
        return Consumer(_NOBODYS, None)
    return Consumer(found, row["key_id"], row["prefix"])


def consumer_identify(consumer: Consumer, now: datetime | None = None) -> Identified | None:
    """The key of a consumer whose signature was right, also when it is revoked or expired."""
    return _identified(consumer.key_id, now) if consumer.key_id else None


def key_authenticate(secret: str, now: datetime | None = None) -> ApiKey | None:
    """The key with this secret if it is in force, with its organization; None otherwise."""
    found = key_identify(secret, now=now)
    return found.key if found and not found.refusal else None


def key_pages(key: ApiKey) -> QuerySet[Page]:
    """The living pages that a key reaches: none when the last of its pages is gone."""
    pages = Page.living.filter(organization_id=key.organization_id)
    return pages if key.all_pages else pages.filter(keys=key)


def key_may_see(key: ApiKey, page: Page) -> bool:
    """Whether the page is living and within the key's reach."""
    return key_pages(key).filter(pk=page.pk).exists()


def is_reference(text: str) -> bool:
    """Whether the text can be a uid or a slug at all."""
    return bool(_REFERENCE.fullmatch(text))


def key_page(key: ApiKey, reference: str) -> Page | None:
    """The page with this uid, else with this slug, if the key reaches it."""
    return page_named(key_pages(key), reference)


def page_named(pages: QuerySet[Page], reference: str) -> Page | None:
    """The page with this uid, else with this slug, among the pages; in one query."""
    if not is_reference(reference):
        return None
    if not _UID.fullmatch(reference):
        return next(iter(pages.filter(slug=reference).order_by()), None)
    found = list(pages.filter(Q(uid=reference) | Q(slug=reference)).order_by())
    return next((page for page in found if page.uid == reference), found[0] if found else None)


def key_home_page(key: ApiKey) -> Page | None:
    """The page that a door without pages in its paths means: the key's only one, else its default."""
    pages = list(key_pages(key).select_related("organization").order_by("pk")[:2])
    if len(pages) == 1:
        return pages[0]
    if key.default_page_id is None:
        return None
    return key_pages(key).select_related("organization").filter(pk=key.default_page_id).first()


def key_has_scope(key: ApiKey, scope: str) -> bool:
    """Whether a key may do what the scope names; writing includes reading."""
    return scopes.grants(key.scopes, scope)


def keys_list(organization: Organization) -> QuerySet[ApiKey]:
    """All keys of an organization, revoked ones too, newest first, with their pages."""
    return (
        ApiKey.objects.filter(organization=organization)
        .select_related("default_page")
        .prefetch_related("pages")
        .order_by("-id")
    )


def keys_in_force(organizations: QuerySet[Organization], now: datetime | None = None) -> QuerySet[ApiKey]:
    """The keys of the organizations that are neither revoked nor expired, by organization and name."""
    unended = Q(expires_at=None) | Q(expires_at__gt=now or timezone.now())
    return (
        ApiKey.objects.filter(unended, organization__in=organizations, revoked_at=None)
        .select_related("organization")
        .order_by("organization__name", "name", "pk")
    )


def keys_with_prefix(text: str) -> list[ApiKey]:
    """All keys, revoked ones too, whose prefix begins with the text; the oldest first."""
    keys = ApiKey.objects.select_related("organization").filter(prefix__startswith=text).order_by("pk")
    # SQLite takes capital and small letters for the same there.
    return [key for key in keys if key.prefix.startswith(text)]


def key_get(organization: Organization, uid: str) -> ApiKey | None:
    """One key of the organization."""
    return keys_list(organization).filter(uid=uid).first() if is_reference(uid) else None


def _identified(key_id: int, now: datetime | None) -> Identified | None:
    key = next(iter(ApiKey.objects.select_related("organization").filter(pk=key_id).order_by()), None)
    if key is None:
        return None
    if key.revoked_at is not None:
        return Identified(key, "revoked")
    if key.expires_at is not None and key.expires_at <= (now or timezone.now()):
        return Identified(key, "expired")
    return Identified(key)
