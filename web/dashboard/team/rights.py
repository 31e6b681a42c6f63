"""What forms say of a person's rights."""

from django.utils.translation import gettext as _

from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.vocabulary import MembershipRole
from web.dashboard.access import PageRequest

READS = "reads"
"""The word of a form for a page that is open to somebody, with or without more."""


def pages_of(page: Page) -> list[Page]:
    """The pages that can be opened to somebody, by name."""
    return list(Page.living.filter(organization=page.organization_id).order_by("name", "pk"))


def pages_sent(request: PageRequest, pages: list[Page]) -> tuple[dict[str, list[str]], dict[Page, list[str]]]:
    """What a form says by the uid of the page, and the roles that this means by page."""
    sent = {one.uid: [str(word) for word in request.POST.getlist(f"page-{one.uid}")] for one in pages}
    roles = {one: [word for word in sent[one.uid] if word != READS] for one in pages if sent[one.uid]}
    return {uid: words for uid, words in sent.items() if words}, roles


def owners_keep(request: PageRequest, *roles: str) -> None:
    """Owners are made and unmade by owners alone: else an administrator could make themselves one."""
    if MembershipRole.OWNER in roles and not request.rights.owns:
        raise Invalid.at("/role", "owners_only", _("Only an owner decides about owners."))
