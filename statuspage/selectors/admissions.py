"""Links that let a member in: which of them are good."""

from datetime import datetime

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from statuspage.admission_tokens import admission_token_read
from statuspage.models import AdmissionLink, Page
from statuspage.vocabulary import PageVisibility


def admission_link_find(
    page: Page, token: str, *, browser: str = "", now: datetime | None = None
) -> AdmissionLink | None:
    """The link of a token with its member, if it lets in to the page now; reading it does not use it up.

    `browser` is the hash of what the browser shows; links in mails are good in every browser.
    """
    link = admission_token_read(page, token)
    if link is None or link.member is None or not takes_members(page):
        return None
    if not constant_time_compare(link.browser, browser):
        return None
    # It was mailed to an address that is not the member's any more.
    is_theirs = not link.email or link.email.lower() == link.member.email.lower()
    is_fresh = link.used_at is None and link.expires_at > (now or timezone.now())
    return link if is_theirs and is_fresh else None


def takes_members(page: Page) -> bool:
    """Whether members of the audience can sign in to the page."""
    return page.visibility == PageVisibility.RESTRICTED and not page.viewers_must_be_team_members
