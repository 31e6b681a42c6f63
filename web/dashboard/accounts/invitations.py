"""Where an invited person joins a team. Looking changes nothing: mail scanners follow links too."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from statuspage.exceptions import DomainError, NotFound
from statuspage.models import Invitation, Membership, User
from statuspage.selectors.invitations import invitation_find, invitation_pages
from statuspage.services.invitations import invitation_accept
from statuspage.vocabulary import MembershipRole, PageRoleName
from web.dashboard.filled import Filled

HOME = "dashboard:home"
_ASKED = ("first_name", "last_name")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who invites to what, and the way in that fits: the account signed in, one there is, or a new one."""
    found = invitation_find(token)
    if found is None:
        return _gone(request)
    if request.method != "POST":
        return _shown(request, found, token, Filled(dict.fromkeys(_ASKED, "")))
    if isinstance(request.user, User):
        return _joined(request, found, token, request.user)
    return _begun(request, found, token)


def _joined(request: HttpRequest, found: Invitation, token: str, user: User) -> HttpResponseBase:
    form = Filled(dict.fromkeys(_ASKED, ""))
    try:
        invitation_accept(invitation=found, user=user, address=_address(request))
    except NotFound:
        return _gone(request)
    except DomainError as error:
        form.refuse(error)
        return _shown(request, found, token, form)
    _welcome(request, found)
    return redirect(HOME)


def _begun(request: HttpRequest, found: Invitation, token: str) -> HttpResponseBase:
    """A new account, signed in at once: the link or its password show whose it is."""
    if not settings.CANDOR_PASSWORD_LOGIN:
        raise PermissionDenied
    form = Filled({name: request.POST.get(name, "") for name in (*_ASKED, "password")})
    try:
        member = invitation_accept(
            invitation=found,
            first_name=form.values["first_name"],
            last_name=form.values["last_name"],
            password=form.values["password"],
            address=_address(request),
        )
    except NotFound:
        return _gone(request)
    except DomainError as error:
        form.refuse(error)
        return _shown(request, found, token, form)
    _welcome(request, found)
    record_authentication(request, member.user, method="password", email=member.user.email)
    answer: HttpResponseBase = perform_login(request, member.user, redirect_url="/dashboard/")
    return answer


def _shown(request: HttpRequest, found: Invitation, token: str, form: Filled) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    has_account = User.objects.filter(email=found.email).exists()
    context = {
        "invitation": found,
        "role": MembershipRole(found.role).label,
        "pages": [
            (page.name, [str(role.label) for role in PageRoleName if role in words])
            for page, words in invitation_pages(found).items()
        ],
        "form": form,
        "path": request.path,
        "user": user,
        "is_theirs": user is not None and user.email.lower() == found.email,
        "is_member": user is not None
        and Membership.objects.filter(organization=found.organization, user=user).exists(),
        # Whoever invites may hold a link that was shown to them, and learns from it of no account.
        "may_begin": not has_account or found.is_shown,
        "may_sign_in": has_account or found.is_shown,
    }
    return render(request, "account/invitation.html", context, status=form.status)


def _welcome(request: HttpRequest, found: Invitation) -> None:
    messages.success(
        request,
        _("You belong to the team of %(organization)s now.") % {"organization": found.organization.name},
    )


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "account/invitation_gone.html", status=404)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
