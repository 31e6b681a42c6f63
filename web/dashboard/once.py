"""Doing what a form says once, however often it is sent: by a double click, by a reload."""

import hashlib
import secrets
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apikeys.exceptions import TokenInFlight, TokenReused
from apikeys.idempotency import TOKEN_LENGTH, Answer, answer_keep, token_claim
from statuspage import journal
from statuspage.exceptions import Conflict, DomainError, Invalid
from web.dashboard.access import PageRequest, refused_note, user_of

FIELD = "once"
REFUSALS = frozenset({"owners_only"})
"""Codes of the services and views for what somebody may not do though their role lets them to the screen."""
_ASIDE = {FIELD, "csrfmiddlewaretoken"}


def form_token() -> str:
    """For a form that is written out; it is good for one act."""
    return secrets.token_urlsafe(16)


def once(request: PageRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What `act` answers, a redirect, in one transaction with the token of the form; or where that one led.

    A form without a token acts each time. Raises what `act` raises, which sets the token free, and `Conflict`
    when the token came with other words before or its first act is still under way. The journal tells of what
    somebody tried and may not.
    """
    try:
        return _once(request, act)
    except DomainError as error:
        if code := _refusal_in(error):
            _tell(request, code)
        raise


def _tell(request: PageRequest, code: str) -> None:
    # A form that is of no page may be sent by somebody of no organization.
    organization = getattr(request, "organization", None)
    if organization is not None:
        refused_note(request, organization, code)


def _refusal_in(error: DomainError) -> str:
    codes = [one.code for one in error.errors] if isinstance(error, Invalid) else [error.code]
    return next((code for code in codes if code in REFUSALS), "")


def _once(request: PageRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    token = request.POST.get(FIELD, "")
    with journal.transaction():
        if not 0 < len(token) <= TOKEN_LENGTH or "\0" in token:
            return act()
        try:
            claim = token_claim(
                holder=user_of(request),
                method="POST",
                path=request.path,
                token=token,
                fingerprint=_fingerprint(request),
            )
        except TokenReused:
            raise Conflict(
                _("This form was sent already, and what it said then stands. Send it again if this is more."),
                code="sent_before",
            ) from None
        except TokenInFlight:
            raise Conflict(
                _("This form is being sent already. See what came of it before you send it again."),
                code="being_sent",
            ) from None
        if claim.answer is not None:
            messages.info(request, _("This was sent already, so it was done once."))
            return redirect(claim.answer.headers["Location"])
        answer = act()
        answer_keep(claim=claim, answer=Answer(answer.status_code, None, {"Location": answer["Location"]}))
        return answer


def _fingerprint(request: PageRequest) -> str:
    said = [(name, values) for name, values in sorted(request.POST.lists()) if name not in _ASIDE]
    return hashlib.sha256(repr(said).encode()).hexdigest()
