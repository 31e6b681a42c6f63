"""Whom a page that is not open tells, in which ways and at which addresses: the one place that says it.

A restricted page tells its members. A page for the team alone tells people of the team, by e-mail. Neither
takes another address by e-mail than that of whoever asks. A page with a password, or one that is read from
some networks only, tells everybody who confirmed: the team sees who they are and can remove them, and an
address has no network to be judged by.
"""

from statuspage.models import AudienceMember, Page, User
from statuspage.vocabulary import PageVisibility

TEAM_KIND = "email"
"""The only way in which a page for the team alone tells anybody: the address shows who is told."""


def is_for_members(page: Page) -> bool:
    """Whether the page tells its members alone, and each of what they see."""
    return page.visibility == PageVisibility.RESTRICTED


def is_for_team(page: Page) -> bool:
    """Whether the page tells its team alone."""
    return page.viewers_must_be_team_members


def is_selective(page: Page) -> bool:
    """Whether some who subscribed to the page may not be told."""
    return is_for_members(page) or is_for_team(page)


def is_told(page: Page, kind: str, *, member: bool) -> bool:
    """Whether the page tells anybody in this way who is a `member` of its audience, or is not.

    It does not look at the page's switches, nor at who is of the team.
    """
    if is_for_members(page) and not member:
        return False
    return kind == TEAM_KIND or not is_for_team(page)


def own_address(page: Page, *, member: AudienceMember | None, person: User | None) -> str | None:
    """The only address by e-mail that the page takes from a member or whoever is signed in; None for any.

    Empty where they have none, or where it is not known who they are.
    """
    if is_for_members(page):
        return member.email if member else ""
    if is_for_team(page):
        return person.email if person else ""
    return None
