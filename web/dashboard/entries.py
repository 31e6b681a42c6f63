"""Changing and taking back what was said: entries of timelines, of incidents and of maintenance alike."""

import json
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from incidents.exceptions import IncidentNotFound, UpdateNotFound
from incidents.models import IncidentUpdate
from incidents.selectors import update_get
from incidents.services import update_delete, update_edit, update_restore
from incidents.services.state import incident_lock
from incidents.transitions import family
from incidents.vocabulary import IncidentKind
from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import Need, PageRequest, View, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, there
from web.dashboard.moments import moment_exact, moment_read, moment_written, same_minute
from web.dashboard.parts import format_sent
from web.dashboard.screens import screen
from web.dashboard.stale import written
from web.dashboard.telling import story_found
from web.dashboard.translating import texts_sent, tongues_of
from web.dashboard.undo import done_with_undo


class EntryViews(NamedTuple):
    """Of the entries of one kind of story."""

    edit: View
    delete: View
    restore: View


_SECTIONS = {IncidentKind.INCIDENT: "incidents", IncidentKind.MAINTENANCE: "maintenance"}


def entry_views(kind: IncidentKind, needs: Need) -> EntryViews:
    """The views of a kind's entries, for those who may act on it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @of_a_page(needs=needs)
    def edit(request: PageRequest, page: Page, uid: str, entry: str) -> HttpResponse:
        return _edited(request, page, kind, uid, entry)

    @require_POST
    @of_a_page(needs=needs)
    def delete(request: PageRequest, page: Page, uid: str, entry: str) -> HttpResponse:
        return _deleted(request, page, kind, uid, entry)

    @require_POST
    @of_a_page(needs=needs)
    def restore(request: PageRequest, page: Page, uid: str) -> HttpResponse:
        return _restored(request, page, kind, uid)

    return EntryViews(edit, delete, restore)


def _edited(request: PageRequest, page: Page, kind: IncidentKind, uid: str, entry: str) -> HttpResponse:
    """The entry as it stands; what is sent is what it says from now on, of which nobody is told."""

    def save(held: IncidentUpdate, form: Filled) -> str:
        changes: dict[str, Any] = {
            "body": form.values["body"],
            "body_format": form.values["format"],
            "status": form.values["status"],
            "translations": form.values["translations"],
        }
        moment = moment_read(form.values["at"], "/displayed_at", page)
        if not same_minute(held.displayed_at, moment):
            changes["displayed_at"] = moment
        update_edit(update=held, changes=changes, by=actor_of(request))
        return _("The update is changed.")

    return change_form(
        request,
        find=lambda: _found(page, kind, uid, entry),
        values=lambda update: _values_of(update, page),
        sent=lambda update: {
            "body": request.POST.get("body", ""),
            "format": format_sent(request.POST),
            "status": request.POST.get("status", update.status),
            "at": request.POST.get("at", ""),
            "translations": texts_sent(request.POST, page, update.translations, "body"),
        },
        save=save,
        shown=lambda update, form: _shown(request, update, form),
        lock=lambda update: there(lambda: incident_lock(update.incident)),
        onward=reverse(f"dashboard:{kind.value}", args=[page.slug, uid]),
        places={"displayed_at": "at"},
    )


def _deleted(request: PageRequest, page: Page, kind: IncidentKind, uid: str, entry: str) -> HttpResponse:
    """Take it out of the timeline, with a way back."""
    update = _found(page, kind, uid, entry)
    onward = redirect(f"dashboard:{kind.value}", page.slug, uid)
    try:
        update_delete(update=update, by=actor_of(request))
    except (IncidentNotFound, UpdateNotFound):
        raise Http404 from None
    except DomainError as error:
        messages.error(request, error.detail)
        return onward
    done_with_undo(
        request,
        _("The update is deleted. Who was told of it already will not hear of that."),
        url=reverse(f"dashboard:{kind.value}-entry-restore", args=[page.slug, uid]),
        fields=[
            ("body", update.body),
            ("format", update.format),
            ("status", update.status),
            ("at", update.displayed_at.isoformat()),
            ("delivered", "on" if update.deliver else ""),
            ("translations", json.dumps(update.translations)),
        ],
    )
    return onward


def _restored(request: PageRequest, page: Page, kind: IncidentKind, uid: str) -> HttpResponse:
    """Put back what was deleted; nobody is told a second time."""
    found = story_found(page, uid, kind)
    try:
        update_restore(
            incident=found,
            body=request.POST.get("body", ""),
            body_format=format_sent(request.POST),
            status=request.POST.get("status", ""),
            displayed_at=moment_exact(request.POST.get("at", ""), "/displayed_at"),
            delivered=bool(request.POST.get("delivered")),
            translations=_translations(request.POST.get("translations", "")),
            by=actor_of(request),
        )
        messages.success(request, _("The update is back."))
    except IncidentNotFound:
        raise Http404 from None
    except DomainError as error:
        messages.error(request, error.detail)
    return redirect(f"dashboard:{kind.value}", page.slug, uid)


def _found(page: Page, kind: IncidentKind, uid: str, entry: str) -> IncidentUpdate:
    found = story_found(page, uid, kind)
    return there(lambda: update_get(found, entry))


def _values_of(update: IncidentUpdate, page: Page) -> dict[str, Any]:
    return {
        "body": update.body,
        "format": update.format,
        "status": update.status,
        "at": moment_written(update.displayed_at, page),
        "translations": update.translations,
    }


def _translations(text: str) -> Any:
    try:
        return json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return text


def _shown(request: PageRequest, update: IncidentUpdate, form: Filled) -> HttpResponse:
    found = update.incident
    kind = IncidentKind(found.kind)
    context = {
        "story": found,
        "form": form,
        "was": written(_values_of(update, found.page)),
        "statuses": [(status.value, status.label) for status in family(found.kind)],
        "tongues": tongues_of(found.page, form.values["translations"]),
    }
    return screen(
        request,
        found.page,
        "entry",
        section=_SECTIONS[kind],
        title=_("Change the update"),
        crumbs=[(found.name, reverse(f"dashboard:{kind.value}", args=[found.page.slug, found.uid]))],
        context=context,
        status=form.status,
    )
