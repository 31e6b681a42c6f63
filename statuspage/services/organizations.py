"""Organizations and who belongs to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Membership, Organization, User
from statuspage.selectors.rights import RUNNING
from statuspage.services.people import (
    ACCOUNT_RULES,
    given_password_end,
    giver_of,
    password_check,
    user_create,
)
from statuspage.validation import NAME_LENGTH, clean_changes, clean_choice, rule, text_rule
from statuspage.vocabulary import MembershipRole

_RULES = {"name": text_rule(NAME_LENGTH, required=True)}
_MEMBER_RULES = {"role": rule(clean_choice, words=MembershipRole)}
_NAMES = ("first_name", "last_name")
_PERSON_RULES = {name: ACCOUNT_RULES[name] for name in ("email", *_NAMES)}


def organization_create(*, name: str, by: Actor, now: datetime | None = None) -> Organization:
    """A new tenant without members and pages."""
    clean = clean_changes({"name": name}, _RULES)
    with journal.transaction(now) as now:
        organization = Organization.objects.create(**clean)
        _journal_organization("organization.created", organization, by, now, None)
        return organization


def organization_update(
    *, organization: Organization, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Organization:
    """Change `name`."""
    clean = clean_changes(changes, _RULES)
    with journal.transaction(now) as now:
        before = {"name": organization.name}
        if clean and clean["name"] != organization.name:
            organization.name = clean["name"]
            organization.save(update_fields=["name", "updated_at"])
            _journal_organization("organization.updated", organization, by, now, before)
        return organization


def member_add(
    *,
    organization: Organization,
    by: Actor,
    user: User | None = None,
    email: str = "",
    first_name: str = "",
    last_name: str = "",
    password: str | None = None,
    role: str = MembershipRole.MEMBER,
    now: datetime | None = None,
) -> Membership:
    """Take a person into an organization: an account, or an address that gets one if new.

    `password` is for a new account alone, since others may rely on the one that there is, and names change
    none: they are how this organization knows the person. All is judged all the same, so that nothing tells
    of accounts elsewhere. A given password opens what its giver gave and no more: it ends where another one
    takes the person in, or they run the pages.
    Raises `Invalid` (`already_member`, `weak_password`).
    """
    values: dict[str, Any] = {"role": role}
    if user is None:
        values |= {"email": email, "first_name": first_name, "last_name": last_name}
    clean = clean_changes(values, {**_MEMBER_RULES, **_PERSON_RULES})
    person = {name: clean.pop(name) for name in _PERSON_RULES if name in clean}
    with journal.transaction(now) as now:
        if user is None:
            if password is not None:
                password_check(password, User(**person))
            giver = "" if password is None else giver_of(by)
            user = User.objects.filter(email=person["email"]).first()
            if user is not None:
                clean |= {"has_given_name": True, **{f"given_{name}": person[name] for name in _NAMES}}
            else:
                user = user_create(**person, password=password, password_giver=giver, by=by, now=now)
        given_password_end(user=user, but_of=None if clean["role"] in RUNNING else by, now=now)
        try:
            with transaction.atomic():
                membership = Membership.objects.create(organization=organization, user=user, **clean)
        except IntegrityError:
            raise Invalid.at("/email", "already_member", _("This person is a member already.")) from None
        _journal_member("member.added", membership, by, now, before=None)
        return membership


def member_update(
    *, membership: Membership, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Membership:
    """Change `role`; the last owner stays one (`Conflict`, `last_owner`)."""
    clean = clean_changes(changes, _MEMBER_RULES)
    with journal.transaction(now) as now:
        if clean and clean["role"] != membership.role:
            _keep_an_owner(membership)
            if clean["role"] in RUNNING:
                given_password_end(user=membership.user, now=now)
            before = {"role": membership.role}
            membership.role = clean["role"]
            membership.save(update_fields=["role"])
            _journal_member("member.updated", membership, by, now, before=before)
        return membership


def member_remove(*, membership: Membership, by: Actor, now: datetime | None = None) -> None:
    """Take a person out of an organization, with their page roles."""
    with journal.transaction(now) as now:
        _keep_an_owner(membership)
        _journal_member("member.removed", membership, by, now, before={"role": membership.role})
        membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    # Locked, so that of two owners who leave at once one stays.
    owners = list(
        Membership.objects.select_for_update()
        .filter(organization_id=membership.organization_id, role=MembershipRole.OWNER)
        .order_by("pk")
    )
    if [owner.pk for owner in owners] == [membership.pk]:
        raise Conflict(_("An organization keeps at least one owner."), code="last_owner")


def _journal_organization(
    kind: str, organization: Organization, by: Actor, now: datetime, before: dict[str, Any] | None
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="organization",
        subject_uid=organization.uid,
        subject_label=organization.name,
        organization=organization,
        before=before,
        after={"name": organization.name},
    )


def _journal_member(
    kind: str, membership: Membership, by: Actor, now: datetime, *, before: dict[str, Any] | None
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="user",
        subject_uid=membership.user.uid,
        subject_label=membership.name,
        organization=membership.organization,
        before=before,
        after=None if kind == "member.removed" else {"role": membership.role},
    )
