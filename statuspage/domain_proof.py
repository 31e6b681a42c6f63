"""Whether a page's domain leads here, as the DNS tells: then links and hosts may follow it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from statuspage.egress.exceptions import ResolveFailed
from statuspage.egress.resolver import resolve, resolve_text
from statuspage.exceptions import Conflict
from statuspage.models import Page

SECONDS = 3.0
"""The most that each question takes."""


def own_host() -> str:
    """The name that domains are to point to."""
    return urlsplit(settings.CANDOR_PUBLIC_URL).hostname or ""


def text_record(page: Page) -> tuple[str, str]:
    """Name and text of the record that proves a domain which leads here by a detour, such as a CDN."""
    return f"_candor.{page.domain}", f"candor-page={page.uid}"


def domain_prove(page: Page) -> None:
    """Pass where the domain has one of our addresses, or the text record. Ask outside of transactions.

    Raises `Conflict`: `no_domain`, or `domain_elsewhere` with what was found instead.
    """
    if not page.domain:
        raise Conflict(_("The page has no domain of its own."), code="no_domain")
    name, text = text_record(page)
    if text in _texts(name):
        return
    try:
        found = resolve(page.domain, timeout=SECONDS)
    except ResolveFailed as failure:
        detail = _("%(domain)s cannot be followed yet: %(why)s. New records may take an hour to be known.")
        raise Conflict(
            detail % {"domain": page.domain, "why": failure.detail}, code="domain_elsewhere"
        ) from None
    try:
        ours = resolve(own_host(), timeout=SECONDS)
    except ResolveFailed:
        ours = []
    if not set(found) & set(ours):
        detail = _("%(domain)s leads to %(found)s, which is not where this installation is.")
        raise Conflict(
            detail % {"domain": page.domain, "found": ", ".join(found[:3])}, code="domain_elsewhere"
        )


def _texts(name: str) -> list[str]:
    try:
        return resolve_text(name, timeout=SECONDS)
    except ResolveFailed:
        return []
