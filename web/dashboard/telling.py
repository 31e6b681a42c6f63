"""What screens of incidents and of maintenance share: the story so far, and the form that goes on with it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from incidents.models import Incident
from incidents.selectors import incident_get, incident_url
from incidents.services import incident_publish
from incidents.services.state import incident_lock
from incidents.transitions import is_ended
from incidents.vocabulary import IncidentKind
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from web.dashboard.access import PageRequest, actor_of
from web.dashboard.filled import Filled
from web.dashboard.forms import acted, pressed, there
from web.dashboard.looks import incident_look
from web.dashboard.parts import CHOICES, chosen_in, declared_by, format_sent, parts_of
from web.dashboard.previews import Draft, preview_answer, preview_of, told_context, wants_preview
from web.dashboard.stale import is_touched, moved_on_refuse, past_of, written
from web.dashboard.stories import affected_by_uid, entries_of, past_of_story, standing
from web.dashboard.translating import texts_sent, tongues_of
from webhooks.selectors.matching import incident_audience


def story_found(page: Page, uid: str, kind: IncidentKind) -> Incident:
    """The incident or maintenance of a page with this uid; else 404."""
    return there(lambda: incident_get(page, uid, kind=kind.value))


def form_fresh(found: Incident) -> Filled:
    """Of the next entry: what it touches is chosen as it stands."""
    return Filled(
        {
            "body": "",
            "format": "markdown",
            "status": found.status,
            "notify": found.notify,
            "components": affected_by_uid(found),
            "translations": {},
        }
    )


def form_sent(request: PageRequest, found: Incident) -> Filled:
    """As a person filled it in."""
    return Filled(
        {
            "body": request.POST.get("body", ""),
            "format": format_sent(request.POST),
            "status": request.POST.get("status", found.status),
            "notify": "notify" in request.POST,
            "components": chosen_in(request.POST),
            "translations": texts_sent(request.POST, found.page, {}, "body"),
        }
    )


def entry_said(request: PageRequest, found: Incident, form: Filled) -> dict[str, Any]:
    """What the services take for the next entry, with the story locked; what was left alone is not said.

    Raises `MovedOn` when somebody else has gone on with it since the form was made.
    """
    incident_lock(found)
    again = story_found(found.page, found.uid, IncidentKind(found.kind))
    moved_on_refuse(request, past_of_story(again))
    declared = declared_by(found.page, _touched(request, form))
    return {
        "body": form.values["body"],
        "body_format": form.values["format"],
        "status": form.values["status"] if is_touched(request, "status", form.values["status"]) else None,
        # No word about components is none; an empty one would count as something said.
        "components": declared or None,
        "notify": form.values["notify"],
        "translations": form.values["translations"],
    }


def told_on(
    request: PageRequest,
    found: Incident,
    *,
    say: Callable[[Incident, Filled], HttpResponse],
    shown: Callable[[Incident, Filled], HttpResponse],
) -> HttpResponse:
    """The answer to a form that goes on with a story; with `do=look` it only shows what would be said."""
    form = form_sent(request, found)
    if request.POST.get("do") == "look":
        if not wants_preview(request):
            return shown(found, form)
        draft = _draft(request, found, form)
        return preview_answer(request, draft, _audience(found, draft.declared))

    def again() -> HttpResponse:
        held = story_found(found.page, found.uid, IncidentKind(found.kind))
        past = past_of(request)
        # What was touched stays as it was sent, the rest is as it is now.
        form.values = {
            **form.values,
            "status": form.values["status"]
            if is_touched(request, "status", form.values["status"])
            else held.status,
            "components": {**affected_by_uid(held), **_touched(request, form)}
            if past
            else form.values["components"],
        }
        return shown(held, form)

    return acted(request, form, lambda: say(found, form), shown=again)


def story_context(request: PageRequest, found: Incident, form: Filled) -> dict[str, Any]:
    """What both screens show."""
    draft = _draft(request, found, form)
    return {
        "story": found,
        "look": incident_look(found),
        "ended": is_ended(found.status),
        "public_url": "" if found.draft else incident_url(found),
        "standing": standing(found),
        "entries": entries_of(found, seen=past_of(request).get("latest") if form.moved else None),
        "form": form,
        "was": written(past_of_story(found)),
        "groups": parts_of(found.page, form.values["components"], affected_by_uid(found)),
        "choices": CHOICES,
        "tongues": tongues_of(found.page, form.values["translations"]),
        "preview": preview_of(draft),
        **told_context(_audience(found, draft.declared)),
    }


def draft_published(request: PageRequest, found: Incident, *, route: str, told: str) -> HttpResponse:
    """Show a draft to visitors, tell those who want to be told, and go on to where it is read."""
    back = reverse(f"dashboard:{route}", args=[found.page.slug, found.uid])

    def act() -> HttpResponse:
        there(lambda: incident_publish(incident=found, by=actor_of(request)))
        messages.success(request, told)
        return redirect(back)

    return pressed(request, act, back=back)


def _touched(request: PageRequest, form: Filled) -> dict[str, str]:
    """What the form says of components beyond what it was made of."""
    was = past_of(request).get("affected")
    held: Mapping[str, Any] = was if isinstance(was, dict) else {}
    return {uid: status for uid, status in form.values["components"].items() if held.get(uid) != status}


def _draft(request: PageRequest, found: Incident, form: Filled) -> Draft:
    declared: dict[Component, str] = {}
    try:
        declared = declared_by(found.page, _beyond(found, form))
    except Invalid as error:
        form.refuse(error)
    return Draft(
        page=found.page,
        kind=found.kind,
        name=found.name,
        status=form.values["status"],
        body=form.values["body"],
        body_format=form.values["format"],
        declared=declared,
        told=found,
    )


def _beyond(found: Incident, form: Filled) -> dict[str, str]:
    stands = affected_by_uid(found)
    return {uid: status for uid, status in form.values["components"].items() if stands.get(uid) != status}


def _audience(found: Incident, declared: Mapping[Component, str]) -> dict[str, int]:
    return incident_audience(found, notify=True, also=declared)
