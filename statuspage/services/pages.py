"""Status pages and their settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Organization, Page
from statuspage.networks import clean_networks
from statuspage.pictures import Picture, picture_read
from statuspage.services.labels import labels_lay
from statuspage.services.looks import (
    clean_analytics,
    clean_colors,
    clean_custom_css,
    clean_links,
    clean_scheme,
    pictures_keep,
)
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    Problems,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_domain,
    clean_email,
    clean_languages,
    clean_share,
    clean_slug,
    clean_text,
    clean_time_zone,
    clean_url,
    rule,
    text_rule,
)
from statuspage.vocabulary import PagePlan, PageVisibility


def page_create(
    *,
    organization: Organization,
    name: str,
    slug: str,
    by: Actor,
    now: datetime | None = None,
    **settings: Any,
) -> Page:
    """A new page with its first status labels; `settings` are the fields that `page_update` knows.

    Raises `Invalid` (`duplicate_slug` and `duplicate_domain` among living pages).
    """
    clean = _clean({"name": name, "slug": slug, **settings})
    with journal.transaction(now) as now:
        page = Page(organization=organization)
        _assign(page, clean)
        _save(page, None)
        labels_lay(page=page)
        _record("page.created", page, by, now, None, page_object(page))
        return page


def page_update(
    *,
    page: Page,
    changes: Mapping[str, Any],
    colors: Mapping[str, str | None] | None = None,
    pictures: Mapping[str, bytes | None] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Page:
    """Change settings. `password` belongs to `visibility: password`.

    A new password signs visitors out at once, and so does every other change of who is let in. A new `domain`
    has to be verified anew before links follow it. `colors` are single ones to set, or with None to take
    away, while `changes["colors"]` are all that the page is to have: only these are judged by how they are
    read on each other (`low_contrast`), since who sets single ones does so one after the other. `pictures`
    are files by their kind, None to take one away.
    """
    clean = _clean(changes, pictures or {})
    given = {name: color for name, color in (colors or {}).items() if color is not None}
    painted = clean_colors(given, pointer="/colors")
    with journal.transaction(now) as now:
        row = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        if row.deleted_at is not None:
            raise Conflict(_("The page has been deleted."), code="page_deleted")
        before = page_object(row)
        if colors:
            others = {name: color for name, color in row.colors.items() if name not in colors}
            clean["colors"] = {**others, **painted}
        files = clean.pop("pictures", {})
        if files:
            clean["pictures"] = pictures_keep(row, files)
        moved = _assign(row, clean)
        if moved:
            _save(row, [*moved, "updated_at"])
            after = page_object(row)
            changed = [key for key in after if after[key] != before[key]]
            _record(
                "page.updated",
                row,
                by,
                now,
                {key: before[key] for key in changed},
                {key: after[key] for key in changed},
            )
        for field in [*moved, "updated_at"]:
            setattr(page, field, getattr(row, field))
        return page


def page_domain_verify(*, page: Page, by: Actor, now: datetime | None = None) -> Page:
    """Note that the page's domain was seen to lead here; links and hosts follow it from now on.

    `page` holds the domain that was seen: `Conflict` (`domain_changed`) where it has another one by now.
    """
    with journal.transaction(now) as now:
        if not page.domain:
            raise Conflict(_("The page has no domain of its own."), code="no_domain")
        row = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        if row.domain != page.domain or row.deleted_at is not None:
            raise Conflict(_("The page has another domain by now."), code="domain_changed")
        page.domain_verified_at = now
        page.save(update_fields=["domain_verified_at", "updated_at"])
        _record("page.updated", page, by, now, None, {"domain": page.domain, "domain_verified_at": now})
        return page


def page_start_close(*, page: Page, by: Actor, now: datetime | None = None) -> Page:
    """No longer lead through the first steps of a page, for anybody and for good."""
    with journal.transaction(now) as now:
        closed = Page.living.filter(pk=page.pk, start_closed_at__isnull=True)
        if closed.update(start_closed_at=now, updated_at=now):
            page.start_closed_at = now
            _record("page.start_closed", page, by, now, None, {"start_closed_at": now})
        return page


def page_delete(*, page: Page, by: Actor, now: datetime | None = None) -> None:
    """Take a page off; its slug and domain become free, its history stays until it is purged."""
    with journal.transaction(now) as now:
        if Page.living.filter(pk=page.pk).update(deleted_at=now, updated_at=now):
            page.deleted_at = now
            _record("page.deleted", page, by, now, page_object(page), None)


def page_object(page: Page) -> dict[str, Any]:
    """The settings as the journal keeps them, without secrets."""
    return {"id": page.uid, **{field: getattr(page, field) for field in (*_RULES, "pictures")}}


def _clean_password(value: Any, *, pointer: str) -> str | None:
    if value is None:
        return None
    password = clean_text(value, pointer=pointer, max_length=200, required=True)
    if len(password) < 6:
        raise Invalid.at(pointer, "too_short", _("Use at least six characters."))
    return password


_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "slug": rule(clean_slug),
    "domain": rule(clean_domain),
    "headline": text_rule(NAME_LENGTH),
    "description": text_rule(MESSAGE_LENGTH, multiline=True),
    "website_url": rule(clean_url),
    "support_url": rule(clean_url),
    "time_zone": rule(clean_time_zone),
    "languages": rule(clean_languages),
    "plan": rule(clean_choice, words=PagePlan),
    "colors": rule(clean_scheme),
    "custom_css": rule(clean_custom_css),
    "links": rule(clean_links),
    "analytics": rule(clean_analytics),
    "visibility": rule(clean_choice, words=PageVisibility),
    "hidden_from_search": rule(clean_bool),
    "viewers_must_be_team_members": rule(clean_bool),
    "ip_restrictions": rule(clean_networks),
    "allow_page_subscribers": rule(clean_bool),
    "allow_incident_subscribers": rule(clean_bool),
    "allow_email": rule(clean_bool),
    "allow_sms": rule(clean_bool),
    "allow_webhook": rule(clean_bool),
    "allow_slack": rule(clean_bool),
    "allow_teams": rule(clean_bool),
    "allow_discord": rule(clean_bool),
    "allow_feeds": rule(clean_bool),
    "notifications_from_email": rule(clean_email, required=False),
    "notifications_email_footer": text_rule(MESSAGE_LENGTH, multiline=True),
    "twitter_username": text_rule(64),
    "city": text_rule(100),
    "state": text_rule(100),
    "country": text_rule(100),
    "weight_degraded": rule(clean_share),
    "weight_partial": rule(clean_share),
    "weight_major": rule(clean_share),
    "weight_unavailable": rule(clean_share),
}


_ADMITS = frozenset({"password_hash", "visibility", "viewers_must_be_team_members"})
"""What decides who is let in."""


def _clean(changes: Mapping[str, Any], pictures: Mapping[str, bytes | None] | None = None) -> dict[str, Any]:
    rules = {**_RULES, "password": rule(_clean_password)}
    problems = Problems()
    clean: dict[str, Any] = {}
    with problems.caught():
        clean = clean_changes(changes, rules)
    files: dict[str, Picture | None] = {}
    for kind, data in (pictures or {}).items():
        with problems.caught():
            files[kind] = None if data is None else picture_read(data, kind=kind, pointer=f"/{kind}")
    problems.raise_if_any()
    return {**clean, "pictures": files} if files else clean


def _assign(page: Page, clean: Mapping[str, Any]) -> list[str]:
    """Set what differs and give the names of the columns to save."""
    moved = []
    for field, value in clean.items():
        if field != "password" and getattr(page, field) != value:
            setattr(page, field, value)
            moved.append(field)
    if "domain" in moved and page.domain_verified_at is not None:
        page.domain_verified_at = None
        moved.append("domain_verified_at")
    password = clean.get("password")
    if password is not None:
        page.password_hash = make_password(password)
        moved.append("password_hash")
    if not _ADMITS.isdisjoint(moved):
        # Everybody who was let in before has to show anew that they belong there.
        page.password_version += 1
        moved.append("password_version")
    if page.visibility == PageVisibility.PASSWORD and not page.password_hash:
        raise Invalid.at("/password", "required", _("A page behind a password needs one."))
    return moved


def _save(page: Page, fields: list[str] | None) -> None:
    others = Page.living.exclude(pk=page.pk)
    if others.filter(slug=page.slug).exists():
        raise _taken_slug()
    if page.domain and others.filter(domain__iexact=page.domain).exists():
        raise _taken_domain()
    try:
        with transaction.atomic():
            page.save(update_fields=fields)
    except IntegrityError as error:
        # Somebody was faster than the look above.
        raise (_taken_domain() if "domain" in str(error) else _taken_slug()) from None


def _taken_slug() -> Invalid:
    return Invalid.at("/slug", "duplicate_slug", _("Another page has this slug."))


def _taken_domain() -> Invalid:
    return Invalid.at("/domain", "duplicate_domain", _("Another page has this domain."))


def _record(
    kind: str,
    page: Page,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="page",
        subject_uid=page.uid,
        subject_label=page.name,
        page=page,
        before=before,
        after=after,
    )
