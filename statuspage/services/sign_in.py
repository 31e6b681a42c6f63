"""What people sign in with beside a password, and the sessions that come of it.

The library of accounts keeps factors and sessions; whoever has it add or remove a factor calls this in the
same transaction. Every such change ends the sessions that began before.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, NotFound
from statuspage.models import User
from statuspage.services.people import user_journal

_LISTED = timedelta(days=1)
"""A listing is made a moment before or after its session, so a young one without a session is kept."""


def factor_add_check(*, user: User) -> None:
    """Refuse a factor to whoever may not be the person (`Conflict`, `password_given`).

    Whoever chose the password for them could set up a passkey that outlives it.
    """
    if user.password_giver:
        raise Conflict(
            _(
                "Your password was chosen by somebody else. Choose one of your own first, "
                "by the link that “Forgot your password?” mails to you."
            ),
            code="password_given",
        )


def factor_add_record(
    *, user: User, kind: str, by: Actor, name: str = "", now: datetime | None = None
) -> None:
    """A factor was added: `kind` of `Authenticator.Type`, and the `name` of a passkey."""
    with journal.transaction(now) as now:
        _sessions_outdate(user, now)
        user_journal(user, "user.factor_added", by=by, at=now, after=_named(kind, name))


def factor_remove_record(
    *, user: User, kind: str, by: Actor, name: str = "", now: datetime | None = None
) -> None:
    """A factor was removed, and the recovery codes with the last one."""
    with journal.transaction(now) as now:
        _sessions_outdate(user, now)
        user_journal(user, "user.factor_removed", by=by, at=now, before=_named(kind, name))


def factors_reset(*, user: User, by: Actor, now: datetime | None = None) -> int:
    """Remove every factor of a person who is locked out, and end their sessions; returns how many."""
    with journal.transaction(now) as now:
        found = list(Authenticator.objects.select_for_update().filter(user=user))
        for factor in found:
            factor.delete()
            name = str(factor) if factor.type == Authenticator.Type.WEBAUTHN else ""
            user_journal(user, "user.factor_removed", by=by, at=now, before=_named(factor.type, name))
        _sessions_outdate(user, now)
        user_journal(user, "user.sessions_ended", by=by, at=now, after={"sessions": "all"})
        return len(found)


def passkey_rename_record(
    *, user: User, before: str, after: str, by: Actor, now: datetime | None = None
) -> None:
    """A passkey got another name."""
    with journal.transaction(now) as now:
        user_journal(
            user, "user.updated", by=by, at=now, before={"passkey": before}, after={"passkey": after}
        )


def recovery_codes_renew_record(*, user: User, by: Actor, now: datetime | None = None) -> None:
    """New recovery codes took the place of the earlier ones."""
    with journal.transaction(now) as now:
        _sessions_outdate(user, now)
        user_journal(user, "user.recovery_codes_renewed", by=by, at=now)


def second_step_failure_record(
    *, user: User, kind: str, address: str = "", now: datetime | None = None
) -> None:
    """Journal that a `code` or `passkey` (the `kind`) was wrong; what was typed stays out."""
    with journal.transaction(now) as now:
        by = Actor.for_visitor(address)
        user_journal(user, "user.second_step_failed", by=by, at=now, after={"with": kind})


def totp_step_take(*, factor: Authenticator, step: int) -> bool:
    """Use up a code by its time step (RFC 6238, 5.2); False for one that was used or is older than that."""
    with journal.transaction():
        held = Authenticator.objects.select_for_update().get(pk=factor.pk)
        if step <= held.data.get("step", -1):
            return False
        held.data["step"] = step
        held.save(update_fields=["data"])
        return True


def sessions_end(*, user: User, by: Actor, now: datetime | None = None) -> None:
    """End all of a person's sessions; one goes on if it is given the new `get_session_auth_hash`."""
    with journal.transaction(now) as now:
        _sessions_outdate(user, now)
        user_journal(user, "user.sessions_ended", by=by, at=now, after={"sessions": "others"})


def session_end(*, user: User, session_key: str, by: Actor, now: datetime | None = None) -> None:
    """End one session of the person (`NotFound` if it is not theirs, or over)."""
    with journal.transaction(now) as now:
        listed = UserSession.objects.filter(user=user, session_key=session_key).first()
        if listed is None:
            raise NotFound(_("This session is over already."))
        Session.objects.filter(session_key=session_key).delete()
        listed.delete()
        after = {"sessions": "one", "address": listed.ip}
        user_journal(user, "user.sessions_ended", by=by, at=now, after=after)


def sessions_purge(*, now: datetime | None = None) -> int:
    """Forget sessions that ran out, and what was listed of those that are gone; returns how many."""
    with journal.transaction(now) as now:
        number = Session.objects.filter(expire_date__lt=now).delete()[0]
        running = Session.objects.values("session_key")
        UserSession.objects.filter(last_seen_at__lt=now - _LISTED).exclude(session_key__in=running).delete()
        return number


def _sessions_outdate(user: User, now: datetime) -> None:
    moved = {"session_generation": F("session_generation") + 1, "updated_at": now}
    User.objects.filter(pk=user.pk).update(**moved)
    user.refresh_from_db(fields=["session_generation", "updated_at"])


def _named(kind: str, name: str) -> dict[str, Any]:
    return {"kind": kind, "name": name} if name else {"kind": kind}
