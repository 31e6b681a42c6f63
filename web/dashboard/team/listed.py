"""How the people of an organization are looked through."""

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Trim
from django.utils.translation import gettext_lazy as _

from statuspage.models import Membership
from statuspage.vocabulary import MembershipRole
from web.dashboard.lists import Choice, Column, ListOf, Search

_RANK = Case(
    *(When(role=role, then=Value(rank)) for rank, role in enumerate(MembershipRole.values)), default=Value(9)
)
# As the organization knows somebody: an account's own name may tell of other organizations.
_NAME = Trim(
    Concat(
        Case(When(has_given_name=True, then="given_first_name"), default="user__first_name"),
        Value(" "),
        Case(When(has_given_name=True, then="given_last_name"), default="user__last_name"),
    )
)


def people_ranked(found: QuerySet[Membership]) -> QuerySet[Membership]:
    """Owners first, then administrators, then members; of each the oldest first."""
    shown = Coalesce(NullIf(_NAME, Value("")), "user__email", output_field=CharField())
    return found.alias(rank=_RANK, shown=Lower(shown)).order_by("rank", "pk")


def _with_role(found: QuerySet[Membership], role: str) -> QuerySet[Membership]:
    return found.filter(role=role)


def _called(found: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    return found.filter(Q(shown__icontains=text) | Q(user__email__icontains=text))


LISTED = ListOf[Membership](
    columns=(
        Column("name", _("Name"), by=("shown",)),
        Column("role", _("Role"), by=("rank",)),
        Column("pages", _("Pages")),
    ),
    filters=(
        Choice("role", _("Role"), MembershipRole.choices, _with_role, everything=_("All"), tabs=True),
        Search(_("Search in names and addresses"), _called),
    ),
)
"""Of people who were ranked."""
