"""People's accounts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import User
from statuspage.validation import (
    clean_bool,
    clean_changes,
    clean_email,
    clean_language,
    clean_time_zone,
    rule,
    text_rule,
)

ACCOUNT_RULES = {
    # In lower case altogether: signing in looks addresses up that way.
    "email": lambda value, pointer: clean_email(value, pointer=pointer).lower(),
    "first_name": text_rule(150),
    "last_name": text_rule(150),
    "language": rule(clean_language),
    "time_zone": rule(clean_time_zone),
    "is_active": rule(clean_bool),
    "is_staff": rule(clean_bool),
    "is_superuser": rule(clean_bool),
}


def user_create(
    *,
    email: str,
    by: Actor,
    password: str | None = None,
    password_giver: str = "",
    first_name: str = "",
    last_name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    is_staff: bool = False,
    is_superuser: bool = False,
    now: datetime | None = None,
) -> User:
    """A new account, which belongs to no organization yet; without a password nobody can sign in to it.

    `password_giver` is the id of whoever chose the password, if the person did not (`given_password_end`).
    Raises `Invalid` (`duplicate_email` whatever the case of the address, `weak_password`).
    """
    clean = clean_changes(
        {
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "language": language,
            "time_zone": time_zone,
            "is_staff": is_staff,
            "is_superuser": is_superuser,
        },
        ACCOUNT_RULES,
    )
    with journal.transaction(now):
        user = User(**clean, password_giver=password_giver)
        if password is not None:
            password_check(password, user)
        user.set_password(password)
        _save(user, None)
        return user


def user_update(*, user: User, changes: Mapping[str, Any], by: Actor, now: datetime | None = None) -> User:
    """Change an account; `password` sets a new one. The journals of the person's organizations tell."""
    changes = dict(changes)
    password = changes.pop("password", None)
    clean = clean_changes(changes, ACCOUNT_RULES)
    with journal.transaction(now) as now:
        moved = [field for field, value in clean.items() if getattr(user, field) != value]
        for field in moved:
            setattr(user, field, clean[field])
        if password is not None:
            password_check(password, user)
            user.set_password(password)
            user.password_giver = ""
            moved.append("password")
        elif changes.get("is_staff") or changes.get("is_superuser"):
            given_password_end(user=user, now=now)
        if moved:
            _save(user, [*moved, *(["password_giver"] if password is not None else []), "updated_at"])
            user_journal(user, "user.updated", by=by, at=now, after={"changed": sorted(moved)})
        return user


def given_password_end(*, user: User, but_of: Actor | None = None, now: datetime | None = None) -> None:
    """Take away a password that somebody else chose, if one did, and end the sessions that it opened.

    Called before an account gets more than the giver gave it: what is meant for the person would go to
    whoever made an account for the person's address. They choose a password by a mailed link. One that
    `but_of` chose stays. The organizations are not told who did it, which may have been in another one.
    """
    with journal.transaction(now) as now:
        spared = [""] if but_of is None else ["", giver_of(but_of)]
        ended = User.objects.filter(pk=user.pk).exclude(password_giver__in=spared)
        if ended.update(password=make_password(None), password_giver="", updated_at=now):
            user.refresh_from_db(fields=["password", "password_giver", "updated_at"])
            after = {"changed": ["password"]}
            user_journal(user, "user.updated", by=Actor.system(), at=now, after=after)


def password_replace(
    *, user: User, password: str, by: Actor, is_mailed: bool = False, now: datetime | None = None
) -> None:
    """Give an account the password that its person chose, which ends their sessions.

    It was judged before (`password_check`). `is_mailed`: through a link that was mailed to their address,
    after which it is nobody's gift any more.
    """
    with journal.transaction(now) as now:
        user.set_password(password)
        fields = ["password", "updated_at"]
        if is_mailed:
            user.password_giver = ""
            fields.append("password_giver")
        user.save(update_fields=fields)
        user_journal(user, "user.updated", by=by, at=now, after={"changed": ["password"]})


def password_choose(*, user: User, password: str, giver: str = "", now: datetime | None = None) -> None:
    """Set the first password of an account that has none; `giver` may know it (`given_password_end`).

    It was judged before (`password_check`). Nobody is told: whoever gave the account tells of that.
    """
    with journal.transaction(now) as now:
        user.set_password(password)
        user.password_giver = giver
        user.save(update_fields=["password", "password_giver", "updated_at"])


def identity_connect(*, user: User, by: Actor, now: datetime | None = None) -> None:
    """Note that an identity provider opens the account from now on, which vouches for its address.

    A password that somebody else chose ends with it: they would come to whatever the person is given.
    """
    with journal.transaction(now) as now:
        given_password_end(user=user, now=now)
        user_journal(user, "user.updated", by=by, at=now, after={"changed": ["identity_provider"]})


def giver_of(by: Actor) -> str:
    """The id by which a giver of passwords is remembered; empty for the house itself, which keeps none."""
    return by.uid if by.kind in ("key", "user") else ""


def login_record(*, user: User, address: str = "", now: datetime | None = None) -> None:
    """Journal that a person signed in, in each organization that they belong to."""
    with journal.transaction(now) as now:
        user_journal(user, "user.logged_in", by=Actor.for_user(user, address), at=now)


def login_failure_record(*, email: str, address: str = "", now: datetime | None = None) -> None:
    """Journal that signing in with a known address failed; an unknown one belongs to no organization.

    What was typed as the password is never passed here.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        return
    with journal.transaction(now) as now:
        user_journal(user, "user.login_failed", by=Actor.for_visitor(address), at=now)


def user_journal(
    user: User,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Tell of something about a person in each organization that they belong to, by the name known there."""
    for membership in user.memberships.select_related("organization", "user").order_by("organization_id"):
        journal.record(
            kind=kind,
            by=replace(by, label=membership.name) if by.uid == user.uid else by,
            at=at,
            subject_kind="user",
            subject_uid=user.uid,
            subject_label=membership.name,
            organization=membership.organization,
            before=before,
            after=after,
        )


def password_check(password: str, user: User) -> None:
    """Refuse a password that is too easy for this person (`Invalid`, `weak_password`)."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            FieldError("/password", "weak_password", message) for message in error.messages
        ) from None


def _save(user: User, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=fields)
    except IntegrityError:
        raise Invalid.at("/email", "duplicate_email", _("Another account has this address.")) from None
