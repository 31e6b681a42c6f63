"""How many checks an organization may have."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from monitoring.selectors.checks import checks_of_organization
from statuspage.exceptions import Conflict
from statuspage.models import Organization, Page


def checks_hold(page: Page) -> None:
    """Where checks are limited, let nobody else add one to the organization before this transaction ends.

    Whoever locks both locks the organization before the page: the journal locks pages last of all.
    """
    if settings.CANDOR_CHECK_LIMIT is not None:
        Organization.objects.select_for_update(no_key=True).filter(pk=page.organization_id).first()


def check_room_judge(page: Page, *, allowance: int) -> None:
    """Hold the organization and count. Raises Conflict (`check_limit`) if it has `allowance` times enough."""
    limit = settings.CANDOR_CHECK_LIMIT
    if limit is None:
        return
    checks_hold(page)
    if checks_of_organization(page) >= limit * allowance:
        raise Conflict(_("The organization may have no more checks."), code="check_limit")
