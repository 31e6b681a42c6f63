"""Finding a check by the uid in an address."""

from django.http import Http404

from monitoring.models import Check
from monitoring.selectors import checks_list
from statuspage.models import Page


def check_found(page: Page, uid: str) -> Check:
    """A living check of the page, ready to be shown; 404 for all others."""
    found = checks_list(page).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
