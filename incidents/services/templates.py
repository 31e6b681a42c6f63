"""Templates that incidents start from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from incidents.exceptions import TemplateNotFound
from incidents.models import IncidentTemplate
from incidents.services.intake import (
    Declared,
    clean_body,
    clean_declared,
    clean_format,
    clean_name,
    plain_rule,
)
from incidents.substitution import substitute
from incidents.vocabulary import IncidentKind, IncidentStatus, TextFormat
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.ids import uid_given
from statuspage.models import Component, ComponentGroup, Page
from statuspage.status import Status
from statuspage.validation import Rule, clean_bool, clean_changes, clean_choice, rule


def template_create(
    *,
    page: Page,
    name: str,
    title: str,
    body: str = "",
    status: str = IncidentStatus.INVESTIGATING.value,
    components: Declared = (),
    group: ComponentGroup | None = None,
    notify: bool = True,
    body_format: str = TextFormat.MARKDOWN.value,
    uid: str | None = None,
    by: Actor,
    now: datetime | None = None,
) -> IncidentTemplate:
    """Keep a template; names are unique on a page. `title` and `body` may hold fields: `{{component}}`.

    A status of maintenance plays no part where an incident is opened from it. A component that is given
    without a status is declared with what it shows when the incident is opened. `uid` is a free one that is
    taken over from elsewhere.
    """
    with journal.transaction(now) as now:
        template = IncidentTemplate(page=page, **uid_given(uid))
        given = {
            "name": name,
            "title": title,
            "body": body,
            "status": status,
            "components": components,
            "group": group,
            "notify": notify,
            "body_format": body_format,
        }
        clean = clean_changes(given, _rules(page))
        _write(template, clean)
        _record("template.created", template, by, now, None, template_object(template))
        return template


def template_update(
    *, template: IncidentTemplate, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> IncidentTemplate:
    """Change a template; the fields are those of `template_create`. Incidents opened from it stay."""
    with journal.transaction(now) as now:
        _lock(template)
        clean = clean_changes(changes, _rules(template.page))
        if clean:
            before = template_object(template)
            _write(template, clean)
            _record("template.updated", template, by, now, before, template_object(template))
        return template


def template_delete(*, template: IncidentTemplate, by: Actor, now: datetime | None = None) -> None:
    """Drop a template; incidents opened from it stay, and checks that name it let go of it."""
    with journal.transaction(now) as now:
        _lock(template)
        before = template_object(template)
        _record("template.deleted", template, by, now, before, None)
        template.delete()


def template_render(*, template: IncidentTemplate, values: Mapping[str, str]) -> tuple[str, str]:
    """The title and body with their fields filled; what has no value stays as it is written.

    A title has one line, so line breaks in its values become spaces.
    """
    in_one_line = {field: " ".join(value.split()) for field, value in values.items()}
    return (
        substitute(template.title, in_one_line),
        substitute(template.body, values, format=template.format),
    )


def template_fields(template: IncidentTemplate) -> list[tuple[Component, str] | Component]:
    """The living components that a template names, each with its status if it has one."""
    return [
        (component, template.component_statuses[component.uid])
        if component.uid in template.component_statuses
        else component
        for component in template.components.filter(deleted_at__isnull=True).order_by("position", "pk")
    ]


def template_object(template: IncidentTemplate) -> dict[str, Any]:
    """A template as plain values."""
    return {
        "id": template.uid,
        "name": template.name,
        "title": template.title,
        "body": template.body,
        "format": template.format,
        "status": template.status,
        "components": [component.uid for component in template.components.order_by("position", "pk")],
        "component_statuses": template.component_statuses,
        "group": template.group.uid if template.group else None,
        "notify": template.notify,
    }


def _rules(page: Page) -> dict[str, Rule]:
    return {
        "name": plain_rule(clean_name),
        "title": plain_rule(clean_name),
        "body": plain_rule(clean_body),
        "status": rule(clean_choice, words=IncidentStatus),
        "components": lambda value, pointer: _clean_components(value, page, pointer),
        "group": lambda value, pointer: _clean_group(value, page, pointer),
        "notify": rule(clean_bool),
        "body_format": lambda value, pointer: clean_format(value),
    }


def _clean_components(value: Any, page: Page, pointer: str) -> tuple[list[Component], dict[str, str]]:
    declared = clean_declared(value, page=page, kind=IncidentKind.INCIDENT, pointer=pointer)
    pairs = value.items() if isinstance(value, Mapping) else value
    statuses = {pair[0].uid: Status(pair[1]).value for pair in pairs if isinstance(pair, tuple)}
    return list(declared), statuses


def _clean_group(value: Any, page: Page, pointer: str) -> ComponentGroup | None:
    if value is None:
        return None
    if not isinstance(value, ComponentGroup) or value.page_id != page.pk or value.deleted_at is not None:
        raise Invalid.at(pointer, "not_found", _("There is no such group on this page."))
    return value


def _write(template: IncidentTemplate, clean: dict[str, Any]) -> None:
    components = clean.pop("components", None)
    if "body_format" in clean:
        clean["format"] = clean.pop("body_format")
    for field, value in clean.items():
        setattr(template, field, value)
    if components is not None:
        template.component_statuses = components[1]
    named = IncidentTemplate.objects.filter(page=template.page, name=template.name).exclude(pk=template.pk)
    if named.exists():
        raise _name_taken()
    try:
        # A savepoint of the journal's own, so that a refusal leaves the caller's transaction usable.
        with journal.transaction():
            template.save()
    except IntegrityError:
        raise _name_taken() from None
    if components is not None:
        template.components.set(components[0])


def _name_taken() -> Invalid:
    return Invalid.at("/name", "repeated", _("Another template of this page has this name."))


def _lock(template: IncidentTemplate) -> None:
    try:
        template.refresh_from_db(from_queryset=IncidentTemplate.objects.select_for_update(no_key=True))
    except IncidentTemplate.DoesNotExist:
        raise TemplateNotFound(_("There is no such template.")) from None


def _record(
    kind: str,
    template: IncidentTemplate,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="template",
        subject_uid=template.uid,
        subject_label=template.name,
        page=template.page,
        before=before,
        after=after,
    )
