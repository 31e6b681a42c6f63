"""Inviting people to the team: by mail, or with a link to pass on where no mail is set up."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from statuspage import links, queue
from statuspage.invitation_tokens import invitation_token
from statuspage.models import Invitation, Page
from statuspage.selectors.invitations import invitations_open
from statuspage.services.invitations import invitation_resend, invitation_revoke, invitation_send
from statuspage.vocabulary import MembershipRole, PageRoleName
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page, user_of
from web.dashboard.filled import Filled
from web.dashboard.forms import acted, pressed
from web.dashboard.screens import screen
from web.dashboard.team.rights import READS, owners_keep, pages_of, pages_sent

_SHOWN = "invitation_shown"
"""Names in a session the invitation whose link is shown next."""


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def team_invite(request: PageRequest, page: Page) -> HttpResponse:
    """A form for one more person: address, role, and for a plain member what they may do on which page."""
    pages = pages_of(page)
    if request.method != "POST":
        values = {"email": "", "role": MembershipRole.MEMBER.value, "pages": {page.uid: [READS]}}
        return _form(request, page, pages, Filled(values))
    sent, roles = pages_sent(request, pages)
    form = Filled(
        {"email": request.POST.get("email", ""), "role": request.POST.get("role", ""), "pages": sent}
    )

    def invite() -> HttpResponse:
        owners_keep(request, form.values["role"])
        made = invitation_send(
            organization=page.organization,
            inviter=user_of(request),
            email=form.values["email"],
            role=form.values["role"],
            roles=roles,
            is_shown=not mails_are_sent(),
            by=actor_of(request),
        )
        return _sent(request, page, made)

    return acted(
        request,
        form,
        invite,
        shown=lambda: _form(request, page, pages, form),
        places={"roles": "pages"},
    )


@require_POST
@of_a_page(needs=TEAM)
def invitation_again(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Send an invitation once more."""

    def send() -> HttpResponse:
        held = _found(page, uid)
        owners_keep(request, held.role)
        again = invitation_resend(
            invitation=held, inviter=user_of(request), is_shown=not mails_are_sent(), by=actor_of(request)
        )
        return _sent(request, page, again)

    return pressed(request, send, back=reverse("dashboard:team", args=[page.slug]))


@require_POST
@of_a_page(needs=TEAM)
def invitation_drop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take an invitation back."""

    def drop() -> HttpResponse:
        held = _found(page, uid)
        owners_keep(request, held.role)
        invitation_revoke(invitation=held, by=actor_of(request))
        messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
        return redirect("dashboard:team", page.slug)

    return pressed(request, drop, back=reverse("dashboard:team", args=[page.slug]))


def mails_are_sent() -> bool:
    """Whether a mail server is set up; else mail is kept on this machine."""
    return "kept" not in settings.EMAIL_BACKEND


def link_once(request: HttpRequest, page: Page) -> dict[str, str] | None:
    """The link that the person who invited passes on, shown this once: right after they invited."""
    uid = request.session.pop(_SHOWN, "")
    rows = invitations_open(page.organization).select_related("organization")
    found = rows.filter(uid=uid, is_shown=True, invited_by=user_of(request)).first() if uid else None
    if found is None:
        return None
    return {"email": found.email, "url": links.invitation_url(invitation_token(found))}


def _sent(request: PageRequest, page: Page, invitation: Invitation) -> HttpResponse:
    if invitation.is_shown:
        request.session[_SHOWN] = invitation.uid
    else:
        queue.ring("webhooks.mail")
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        )
    return redirect("dashboard:team", page.slug)


def _found(page: Page, uid: str) -> Invitation:
    rows = invitations_open(page.organization).select_related("organization", "invited_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _form(request: PageRequest, page: Page, pages: list[Page], form: Filled) -> HttpResponse:
    context = {
        "form": form,
        "roles": [
            (value, word)
            for value, word in MembershipRole.choices
            if value != MembershipRole.OWNER or request.rights.owns
        ],
        "pages": [(one, form.values["pages"].get(one.uid, [])) for one in pages],
        "words": PageRoleName.choices,
        "reads": READS,
        "mails": mails_are_sent(),
    }
    return screen(
        request,
        page,
        "team/invite",
        section="team",
        title=_("Invite somebody"),
        context=context,
        status=form.status,
    )
