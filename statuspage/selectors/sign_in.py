"""What somebody signs in with, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from statuspage.models import User

_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somewhere a person is signed in; `ref` names it outside, since its key would let anyone in."""

    key: str
    address: str
    user_agent: str
    began_at: datetime
    seen_at: datetime

    @property
    def ref(self) -> str:
        return outward_ref("session", self.key)


def has_second_factor(user: User) -> bool:
    """Whether a password alone does not let them in; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=_STEPS).exists())


def factors_of(user: User) -> list[Authenticator]:
    """Everything that they have set up, the oldest first."""
    return list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))


def passkey_named(user: User, ref: str) -> Authenticator | None:
    """The person's passkey with this outward name."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return next((one for one in found if constant_time_compare(passkey_ref(one), ref)), None)


def passkey_ref(factor: Authenticator) -> str:
    """What a passkey is called in addresses."""
    return outward_ref("passkey", str(factor.pk))


def sessions_of(user: User, now: datetime | None = None) -> list[OpenSession]:
    """Where they are signed in, the one seen last first; two queries however many there are."""
    listed = {one.session_key: one for one in UserSession.objects.filter(user=user)}
    good = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    running = Session.objects.filter(session_key__in=listed, expire_date__gt=now or timezone.now())
    found = []
    for session in running:
        held = session.get_decoded()
        if held.get(SESSION_KEY) == str(user.pk) and held.get(HASH_SESSION_KEY) in good:
            one = listed[session.session_key]
            found.append(
                OpenSession(one.session_key, one.ip, one.user_agent, one.created_at, one.last_seen_at)
            )
    return sorted(found, key=lambda one: one.seen_at, reverse=True)


def outward_ref(kind: str, inner: str) -> str:
    """A name for what has no outward id: the same every time, and nothing can be read from it."""
    return salted_hmac(f"candor.{kind}", inner, algorithm="sha256").hexdigest()[:16]
