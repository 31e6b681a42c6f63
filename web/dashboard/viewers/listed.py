"""How the members of a page are looked through."""

from collections.abc import Sequence

from django.db.models import CharField, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext_lazy as _

from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.selectors import audience_members_of
from web.dashboard.lists import Choice, Column, ListOf, Search, Words

_ALONE = "none"
"""Stands for no group."""


def members_shown(page: Page) -> QuerySet[AudienceMember]:
    """Oldest first, with their groups and living components."""
    living = Prefetch("components", Component.living.order_by("position", "pk"))
    found = audience_members_of(page).prefetch_related(living)
    shown = Coalesce(NullIf("email", Value("")), "external_login", output_field=CharField())
    return found.alias(shown=Lower(shown))


def listed(groups: Sequence[AudienceGroup]) -> ListOf[AudienceMember]:
    """The list of a page with these groups to choose from."""
    options: list[tuple[str, Words]] = [
        *((group.uid, group.name) for group in groups),
        (_ALONE, _("No group")),
    ]
    return ListOf[AudienceMember](
        columns=(
            Column("member", _("Member"), by=("shown",)),
            Column("groups", _("Groups")),
            Column("components", _("Components")),
            Column("act", _("Act"), numeric=True),
        ),
        filters=(
            Search(_("Search in addresses and logins"), _called),
            *(
                [Choice("group", _("Group"), options, _in_group, everything=_("All groups"))]
                if groups
                else []
            ),
        ),
    )


def _called(found: QuerySet[AudienceMember], text: str) -> QuerySet[AudienceMember]:
    return found.filter(Q(email__icontains=text) | Q(external_login__icontains=text))


def _in_group(found: QuerySet[AudienceMember], uid: str) -> QuerySet[AudienceMember]:
    if uid == _ALONE:
        return found.filter(groups__isnull=True)
    return found.filter(groups__uid=uid)
