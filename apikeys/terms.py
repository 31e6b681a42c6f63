"""What is agreed about a key: the rules for each value, and how far one key may go in making another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apikeys import scopes as catalogue
from apikeys.exceptions import BeyondReach, Forbidden
from apikeys.models import ApiKey
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import Organization, Page
from statuspage.validation import NAME_LENGTH, Problems, clean_bool, clean_int, clean_moment, clean_text

LIMIT_MAXIMUM = 1_000_000
_FIELDS = ("name", "scopes", "all_pages", "pages", "default_page", "expires_at", "limit_per_minute")


@dataclass(slots=True)
class Terms:
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


def terms_of(key: ApiKey) -> Terms:
    """What holds for a key now."""
    pages = list(key.pages.filter(deleted_at=None))
    return Terms(
        name=key.name,
        scopes=list(key.scopes),
        all_pages=key.all_pages,
        pages=pages,
        powerless=not key.all_pages and not pages,
        default_page=key.default_page,
        expires_at=key.expires_at,
        limit_per_minute=key.limit_per_minute,
    )


def agree(terms: Terms, changes: Mapping[str, Any], organization: Organization, now: datetime) -> None:
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


def refuse_beyond(terms: Terms, issuer: ApiKey | None) -> None:
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


def refuse_rank(terms: Terms, *, by_owner: bool) -> None:
    """Whoever may write everything for all pages ranks with owners, and only an owner gives as much away."""
    if not by_owner and ranks_with_owners(terms):
        told = _("A key that writes everything on all pages could make owners, so only an owner gives it.")
        raise Forbidden(told, code="owners_only")


def ranks_with_owners(terms: Terms | ApiKey) -> bool:
    """Whether a key may write everything for all pages, and so could make owners."""
    return terms.all_pages and not catalogue.beyond(terms.scopes, catalogue.WRITES)


def _scopes(words: Any) -> list[str]:
    if isinstance(words, str) or not isinstance(words, Sequence) or not words:
        raise Invalid.at("/scopes", "required", _("Name at least one scope, or one of read and full."))
    scopes, errors = catalogue.expand(words)
    if errors:
        raise Invalid(errors)
    return scopes


def _agree_on_pages(terms: Terms, changes: Mapping[str, Any], organization: Organization) -> None:
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


def _check_default_page(terms: Terms, organization: Organization, *, asked: bool) -> None:
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


def _effective(limit: int | None) -> int:
    return int(settings.CANDOR_API_RATE) if limit is None else limit
