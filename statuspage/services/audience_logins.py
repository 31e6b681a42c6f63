"""Members of a restricted page who sign in elsewhere: which of them somebody is."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, NotFound
from statuspage.models import AudienceMember, Page
from statuspage.selectors.audience import audience_member_by_email, audience_member_by_login
from statuspage.services.audience import audience_member_update
from statuspage.services.audience_rows import member_locked


def audience_member_recognise(
    *, page: Page, login: str, email: str, by: Actor, now: datetime | None = None
) -> AudienceMember:
    """The member whom the identity provider calls `login`, or else whose address it verified as `email`.

    Found by address, a member without a login gets this one, so that who inherits the address later is not
    taken for them. Raises `NotFound`, and `Conflict` (`other_login`) for a member who has another login.
    """
    with journal.transaction(now) as now:
        member = audience_member_by_login(page, login) or audience_member_by_email(page, email)
        if member is None:
            raise NotFound(_("There is no such member."))
        row = member_locked(member)
        if row.external_login == login:
            return row
        # Of two who come at once under the same address the first is believed.
        if row.external_login or row.email.lower() != email.lower():
            raise Conflict(_("This member signs in under another name."), code="other_login")
        return audience_member_update(member=row, changes={"external_login": login}, by=by, now=now)
