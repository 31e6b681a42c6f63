"""What visitors would read of what is being written, on the page and by mail, and how many would be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from incidents.impact import impact_of
from incidents.models import Incident
from incidents.selectors import affected_in_order
from incidents.transitions import is_ended
from incidents.vocabulary import IncidentKind, IncidentStatus
from statuspage.clock import Clock
from statuspage.models import Component, Page
from statuspage.richtext import SOURCE_LIMIT
from web.dashboard.audience.counting import kinds_told
from web.dashboard.looks import IMPACT_LOOKS, STATUS_LOOKS
from webhooks.messages import Message
from webhooks.messages.previewing import message_previewed

LOOK = "HTTP_X_CANDOR_LOOK"
"""The header of a request that wants nothing but the preview of what it sends."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says, as far as it can be told already. `told` is the story that it goes on with."""

    page: Page
    kind: str
    name: str
    status: str
    body: str
    body_format: str
    declared: Mapping[Component, str]
    window: tuple[datetime, datetime] | None = None
    told: Incident | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The story as the page would show it, and the mail."""

    name: str
    status: str
    look: str
    html: SafeString
    window: str = ""
    affected: list[str] = field(default_factory=list)
    mail: Message | None = None
    facts: list[tuple[str, str, str]] = field(default_factory=list)
    """Label, value and look of each."""


def preview_of(draft: Draft) -> Preview | None:
    """None for what nobody could be told as it stands."""
    if draft.status not in IncidentStatus.values or len(draft.body) > SOURCE_LIMIT or _is_silent(draft):
        return None
    now = timezone.now()
    mail = message_previewed(
        page=draft.page,
        kind=draft.kind,
        name=draft.name.strip() or "–",
        status=draft.status,
        body=draft.body,
        body_format=draft.body_format,
        declared=draft.declared,
        window=draft.window,
        told=draft.told,
        now=now,
    )
    if mail is None:
        return None
    standing = {row.component: row.status for row in affected_in_order(draft.told)} if draft.told else {}
    standing |= draft.declared
    return Preview(
        name=draft.name.strip(),
        status=str(IncidentStatus(draft.status).label),
        look=_look(draft, standing),
        # Sanitised by the one sanitiser, as it will be when it is kept.
        html=mark_safe(mail.html),  # noqa: S308
        window=Clock(ZoneInfo(draft.page.time_zone), now).window(*draft.window) if draft.window else "",
        affected=[component.name for component in standing if component.visible],
        mail=mail,
        facts=[(fact.label, fact.value, STATUS_LOOKS.get(fact.look, "")) for fact in mail.facts],
    )


def told_context(counted: Mapping[str, int]) -> dict[str, object]:
    """How many would be told, for `told.html`."""
    return {"total": sum(counted.values()), "kinds": kinds_told(counted)}


def wants_preview(request: HttpRequest) -> bool:
    """Whether nothing but the preview is asked for, while the form is still being filled in."""
    return LOOK in request.META


def preview_answer(request: HttpRequest, draft: Draft, counted: Mapping[str, int]) -> HttpResponse:
    """The parts of the screen that follow what is typed."""
    context = {"preview": preview_of(draft), **told_context(counted)}
    return render(request, "dashboard/previews/live.html", context)


def _is_silent(draft: Draft) -> bool:
    """Whether it goes on with a story without saying anything."""
    told = draft.told
    return told is not None and not draft.body.strip() and not draft.declared and draft.status == told.status


def _look(draft: Draft, standing: Mapping[Component, str]) -> str:
    if is_ended(draft.status):
        return "ok"
    if draft.kind == IncidentKind.MAINTENANCE:
        return "maint"
    return IMPACT_LOOKS[impact_of(standing.values()).value]
