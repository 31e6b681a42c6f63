"""New people whom the operator's identity provider vouches for."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import NotFound
from statuspage.models import Organization, User
from statuspage.selectors.invitations import invitations_good
from statuspage.services.invitations import invitation_accept
from statuspage.services.organizations import member_add
from statuspage.services.people import user_create


def person_take_in(
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    takes_in: bool = False,
    address: str = "",
    now: datetime | None = None,
) -> User:
    """An account without a password for an address that is known to be theirs.

    They join every team that has invited the address; `takes_in`: without an invitation the first
    organization, as a plain member who sees no page yet. Raises `NotFound` where nobody wants them.
    """
    with journal.transaction(now) as now:
        invitations = list(invitations_good(email=email, now=now))
        if not invitations and not takes_in:
            raise NotFound(_("Nobody has invited you yet."))
        user: User | None = None
        for invitation in invitations:
            membership = invitation_accept(
                invitation=invitation,
                user=user,
                first_name=first_name,
                last_name=last_name,
                address=address,
                now=now,
            )
            user = membership.user
        if user is not None:
            return user
        user = user_create(
            email=email, first_name=first_name, last_name=last_name, by=Actor.system(), now=now
        )
        first = Organization.objects.order_by("pk").first()
        if first is not None:
            member_add(organization=first, user=user, by=Actor.for_user(user, address), now=now)
        return user
