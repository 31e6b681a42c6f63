"""The members of a restricted page: who may see it, and which components of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.ids import uid_given
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.services.audience_rows import (
    changed_only,
    components_judge,
    groups_locked,
    member_locked,
    member_object,
    viewer_record,
    viewer_touch,
)
from statuspage.services.naming import assign
from statuspage.validation import NAME_LENGTH, clean_changes, clean_email, rule, text_rule

_RULES = {
    "email": rule(clean_email, required=False),
    "external_login": text_rule(NAME_LENGTH),
}


def audience_member_create(
    *,
    page: Page,
    by: Actor,
    email: str = "",
    external_login: str = "",
    groups: Sequence[AudienceGroup] = (),
    components: Sequence[Component] = (),
    uid: str | None = None,
    now: datetime | None = None,
) -> AudienceMember:
    """Somebody who may see the page, known by an address, by what the identity provider calls them, or both.

    They see `components` and what the groups see: at first nothing, if neither is given. `uid` is a free one
    that is taken over from elsewhere. Raises `Invalid`, and `Conflict` (`duplicate`) for an address (whatever
    its case) or login that a member of the page has.
    """
    clean = clean_changes({"email": email, "external_login": external_login}, _RULES)
    with journal.transaction(now) as now:
        joined = groups_locked(page, groups)
        components_judge(page, components)
        member = AudienceMember(page=page, **uid_given(uid), **clean)
        _save(member, None)
        member.groups.set(joined.values())
        member.components.set(components)
        viewer_record("created", member, by, now, after=member_object(member))
        return member


def audience_member_update(
    *, member: AudienceMember, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> AudienceMember:
    """Change `email`, `external_login`, `groups` or `components`; the lists are all that there shall be.

    Another address or login signs the member out everywhere, and what was mailed lets in no more.
    Raises as `audience_member_create` does, and `NotFound` for a member that went.
    """
    given = dict(changes)
    groups: Sequence[AudienceGroup] | None = given.pop("groups", None)
    components: Sequence[Component] | None = given.pop("components", None)
    clean = clean_changes(given, _RULES)
    with journal.transaction(now) as now:
        joined = groups_locked(member.page, groups) if groups is not None else None
        row = member_locked(member)
        before = member_object(row)
        moved = assign(row, clean)
        if moved:
            row.sign_in_version += 1
            _save(row, [*moved, "sign_in_version", "updated_at"])
            row.admission_links.filter(used_at=None).delete()
        if joined is not None:
            row.groups.set(joined.values())
        if components is not None:
            components_judge(row.page, components)
            row.components.set(components)
        was, is_now = changed_only(before, member_object(row))
        if is_now and not moved:
            viewer_touch(row)
        if is_now or moved:
            viewer_record("updated", row, by, now, before=was, after=is_now)
        return row


def audience_member_delete(*, member: AudienceMember, by: Actor, now: datetime | None = None) -> None:
    """Let a member go; a second time changes nothing. What tells them is ended by its own service before."""
    with journal.transaction(now) as now:
        rows = AudienceMember.objects.select_for_update(of=("self",)).select_related("page")
        row = rows.filter(pk=member.pk).first()
        if row is None:
            return
        viewer_record("deleted", row, by, now, before=member_object(row))
        row.delete()


def _save(member: AudienceMember, fields: list[str] | None) -> None:
    if not member.email and not member.external_login:
        raise Invalid.at("/email", "required", _("A member needs an e-mail address or an external login."))
    others = AudienceMember.objects.filter(page=member.page).exclude(pk=member.pk)
    lowered = others.alias(lowered=Lower("email"))
    if (member.email and lowered.filter(lowered=member.email.lower()).exists()) or (
        member.external_login and others.filter(external_login=member.external_login).exists()
    ):
        raise _duplicate()
    try:
        # A savepoint of the journal's own, so that a refusal leaves the caller's transaction usable.
        with journal.transaction():
            member.save(update_fields=fields)
    except IntegrityError:
        # Somebody was faster than the look above.
        raise _duplicate() from None


def _duplicate() -> Conflict:
    return Conflict(_("A member of this page has this address or login already."), code="duplicate")
