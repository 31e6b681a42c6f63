"""Marks a response as publishable, so that its finished bytes may be kept and served without Django.

Nothing is kept by accident: only a response that a view marks here, of a page that everyone may read, is ever
stored. What a view marks must depend on nothing but host, path, language and the query parameters that the
edge allows for that path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:  # the edge reads marks before the models are loaded
    from statuspage.models import Page
    from statuspage.sight import Sight

AGE = "{age}"
SLOT_OPENS = "<!--stale "
SLOT_CLOSES = " stale-->"


@dataclass(frozen=True, slots=True)
class Publication:
    """What the edge must know about a response: its page, the revision it shows, the languages to be had."""

    page_uid: str
    revision: int
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the pages stand: revision by uid (open pages only), and page uid by verified host name (all)."""

    revisions: Mapping[str, int]
    domains: Mapping[str, str]


def mark(
    response: HttpResponseBase,
    *,
    page: "Page",
    languages: Sequence[str] | None = None,
    sight: "Sight | None" = None,
) -> None:
    """Let `response` be kept and served to everyone until the page's revision moves.

    `page` is read before anything else that the response shows, so that a change in between renders again.
    `languages` are those in which the same address can be had, the default first (None: the page's own). The
    response of a page that is not open, or of a `sight` that is not the whole, is kept private instead: no
    cache on the way may keep it.
    """
    if page.is_open and (sight is None or sight.is_whole):
        spoken = tuple(page.languages if languages is None else languages)
        vars(response)["publication"] = Publication(page.uid, page.revision, spoken)
    else:
        unmark(response)
        keep_private(response)


def unmark(response: HttpResponseBase) -> None:
    """Keep no bytes of a response that was marked: its address is one of endlessly many with the same."""
    vars(response).pop("publication", None)


def keep_private(response: HttpResponseBase) -> None:
    """Let no cache keep a response, and no search engine show it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"


def publication_of(response: object) -> Publication | None:
    """The mark of a response, or None when it must not be kept."""
    found = getattr(response, "publication", None)
    return found if isinstance(found, Publication) else None


@lru_cache(1024)
def language_of(header: str, languages: tuple[str, ...]) -> str:
    """The best of `languages` (default first) for an Accept-Language header."""
    if len(languages) < 2:
        return languages[0] if languages else ""
    lower = {language.lower(): language for language in reversed(languages)}
    for wanted, _quality in parse_accept_lang_header(header[:200].lower()):
        base = wanted.split("-")[0]
        for candidate in (wanted, base):
            if candidate in lower:
                return lower[candidate]
        for code, language in lower.items():
            if code.split("-")[0] == base:
                return language
    return languages[0]


def stale_slot(html: str) -> SafeString:
    """Hide `html` in a page, to be shown only when the page is old and cannot be made anew.

    It may hold `AGE`, which becomes a short duration such as "12 min". `html` must be safe already.
    """
    if "--" in html:
        raise ValueError("A stale notice cannot hold '--': it rests in an HTML comment.")
    return mark_safe(SLOT_OPENS + html + SLOT_CLOSES)  # noqa: S308 (a constant around markup that is safe)
