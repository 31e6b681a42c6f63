"""The mail that invites somebody to a team."""

from datetime import UTC

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from statuspage import links
from statuspage.invitation_tokens import invitation_token
from statuspage.languages import spoken
from statuspage.models import Invitation
from statuspage.selectors.invitations import invitation_pages
from statuspage.vocabulary import MembershipRole
from webhooks.messages.message import Fact, Message


def message_invitation(invitation: Invitation) -> Message:
    """Says who invites to what, and leads to the button that accepts."""
    organization = invitation.organization.name
    with translation.override(spoken(invitation.language)):
        named = {"inviter": invitation.inviter, "organization": organization}
        ends = date_format(invitation.expires_at.astimezone(UTC), "j F Y, H:i")
        text = [
            _("%(inviter)s invites you to the team of %(organization)s, whose status page runs on Candor.")
            % named,
            _("The link below is good once, until %(ends)s (UTC).") % {"ends": ends},
        ]
        facts = [Fact(label=_("Role"), value=str(MembershipRole(invitation.role).label))]
        pages = [page.name for page in invitation_pages(invitation)]
        if pages:
            facts.append(Fact(label=_("Pages"), value=", ".join(pages)))
        return Message(
            subject=_("%(inviter)s invites you to %(organization)s") % named,
            headline=_("Join the team of %(organization)s") % named,
            page_name=organization,
            page_url=links.public_url("/dashboard/"),
            language=invitation.language,
            text="\n\n".join(text),
            facts=tuple(facts),
            url=links.invitation_url(invitation_token(invitation)),
            url_label=_("See the invitation"),
            at=invitation.sent_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            why=_(
                "%(inviter)s entered this address. If you do not know why, there is nothing to do: nothing "
                "happens without you, and the link stops working by itself."
            )
            % named,
        )
