"""When a session was last used: noted once a minute, for the list of one's sessions."""

import hashlib
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SECONDS = 60
_FOLLOWED = "candor.followed"


def session_follow(request: HttpRequest) -> None:
    """Have this session noted from now on."""
    request.session[_FOLLOWED] = True


class SessionsSeen:
    """Notes that a session is in use, where something looked into it anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        # Reading a session that nothing needed would make open pages vary by their visitors.
        if request.session.accessed and request.session.get(_FOLLOWED) and request.session.session_key:
            _note(request.session.session_key, request.META["REMOTE_ADDR"])
        return response


def _note(session_key: str, address: str) -> None:
    hidden = hashlib.sha256(session_key.encode()).hexdigest()
    if cache.add(f"session-seen:{hidden}", True, SECONDS):
        UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now(), ip=address)
