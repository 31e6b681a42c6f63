"""Your account: who you are, how you sign in, and where you are signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.exceptions import DomainError, NotFound
from statuspage.languages import name_of
from statuspage.models import User
from statuspage.selectors.sign_in import factors_of, passkey_ref, sessions_of
from statuspage.services import user_update
from statuspage.services.sign_in import session_end, sessions_end
from statuspage.zones import zone_names
from web.dashboard.access import PageRequest, actor_of, user_of
from web.dashboard.accounts.seen import session_follow
from web.dashboard.accounts.views import passkeys_work, ways_in_change
from web.dashboard.filled import Filled
from web.dashboard.once import form_token, once
from web.dashboard.profile.devices import device_in_words
from web.dashboard.screens import screen_beside

FIELDS = ("first_name", "last_name", "language", "time_zone")


@dataclass(frozen=True, slots=True)
class Passkey:
    """A line of the list; `alone` ones let in without a password."""

    ref: str
    name: str
    alone: bool
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere one is signed in."""

    ref: str
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class Factors:
    """What there is beside the password; `codes_left` is None without recovery codes."""

    totp: Authenticator | None
    passkeys: list[Passkey]
    codes_left: int | None

    @property
    def is_on(self) -> bool:
        return self.totp is not None or bool(self.passkeys)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account; what is sent is the name, the language and the time zone."""
    user = user_of(request)
    form = Filled({name: request.POST.get(name, getattr(user, name)) for name in FIELDS})

    def save() -> HttpResponse:
        user_update(user=user, changes=form.values, by=actor_of(request))
        messages.success(request, _("It is saved."))
        return redirect("dashboard:account")

    if request.method == "POST":
        try:
            return once(cast("PageRequest", request), save)
        except DomainError as error:
            form.refuse(error)
            user.refresh_from_db()
    context = {
        "form": form,
        "once": form_token(),
        "languages": [(code, name_of(code).capitalize()) for code, _name in settings.LANGUAGES],
        "zones": sorted(zone_names()),
        "factors": _factors(user),
        "has_password": user.has_usable_password(),
        "passkeys_work": passkeys_work(request),
        "places": _places(request, user),
    }
    with timezone.override(ZoneInfo(user.time_zone)):
        answer = screen_beside(
            request, "profile/one", title=_("Your account"), section="account", context=context
        )
    answer.status_code = form.status
    return answer


@require_POST
@login_required
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    with ways_in_change(request) as user:
        sessions_end(user=user, by=actor_of(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("dashboard:account")


@require_POST
@login_required
def session_end_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Sign out in one place; in this one it leads to the log-in page."""
    user = user_of(request)
    try:
        found = next((one for one in sessions_of(user) if one.ref == ref), None)
        if found is None:
            raise NotFound(_("This session is over already."))
        if found.key == request.session.session_key:
            return redirect("account_logout")
        session_end(user=user, session_key=found.key, by=actor_of(request))
        messages.success(request, _("That session is over."))
    except NotFound as error:
        messages.info(request, error.detail)
    return redirect("dashboard:account")


def _places(request: HttpRequest, user: User) -> list[Place]:
    here = request.session.session_key or ""
    found = sessions_of(user)
    if here and all(one.key != here for one in found):
        # It began before sessions were listed.
        UserSession.objects.create_from_request(request)
        session_follow(request)
        found = sessions_of(user)
    places = [
        Place(
            one.ref,
            device_in_words(one.user_agent),
            one.address,
            one.began_at,
            one.seen_at,
            one.key == here,
        )
        for one in found
    ]
    return sorted(places, key=lambda place: not place.is_here)


def _factors(user: User) -> Factors:
    found = factors_of(user)
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        totp=next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        passkeys=[
            Passkey(
                passkey_ref(one),
                str(one),
                bool(one.wrap().is_passwordless),
                one.created_at,
                one.last_used_at,
            )
            for one in found
            if one.type == Authenticator.Type.WEBAUTHN
        ],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )
