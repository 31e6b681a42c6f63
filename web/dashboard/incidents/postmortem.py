"""What is written after an incident: begun with its timeline, previewed, published and taken back."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.exceptions import PostmortemNotFound
from incidents.models import Incident, Postmortem
from incidents.selectors import postmortem_get
from incidents.services import postmortem_publish, postmortem_revert, postmortem_save_draft
from incidents.transitions import is_ended
from incidents.vocabulary import IncidentKind, IncidentStatus, TextFormat
from statuspage import richtext
from statuspage.clock import Clock
from statuspage.languages import in_words_of
from statuspage.models import Page
from statuspage.validation import cut_text
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import acted, there
from web.dashboard.parts import format_sent
from web.dashboard.previews import told_context, wants_preview
from web.dashboard.screens import screen
from web.dashboard.stale import moved_on_refuse, written
from web.dashboard.telling import story_found
from webhooks.selectors.matching import incident_audience

_LINE = 280


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def incident_postmortem(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The draft, or the beginning of one; `do` is look, save, publish or withdraw."""
    found = story_found(page, uid, IncidentKind.INCIDENT)
    kept = _kept(found)
    if request.method != "POST":
        body = kept.draft if kept else postmortem_begun(found)
        form = Filled({"body": body, "format": kept.format if kept else "markdown", "notify": False})
        return _shown(request, found, kept, form)
    form = Filled(
        {
            "body": request.POST.get("body", ""),
            "format": format_sent(request.POST),
            "notify": "notify" in request.POST,
        }
    )
    does = request.POST.get("do", "save")
    if does == "look":
        if wants_preview(request):
            context = {"shown": _rendered(form), **told_context(incident_audience(found, notify=True))}
            return render(request, "dashboard/incidents/postmortem_live.html", context)
        return _shown(request, found, kept, form)
    return acted(
        request,
        form,
        lambda: there(lambda: _acted(request, found, form, does)),
        shown=lambda: _shown(request, found, _kept(found), form),
        places={"draft": "body"},
    )


def postmortem_begun(incident: Incident) -> str:
    """The beginning of a postmortem, in the language of the page: its timeline, and headings for the rest."""
    clock = Clock(ZoneInfo(incident.page.time_zone), incident.started_at)
    with in_words_of(incident.page):
        lines = [f"## {_('What happened')}", "", f"## {_('Timeline')}", ""]
        for update in reversed(list(incident.updates.all())):
            said = update.body if update.format == TextFormat.MARKDOWN else richtext.plain_text(update.html)
            words = cut_text(" ".join(said.split()), _LINE)
            lines.append(
                f"- **{clock.time(update.displayed_at)}** {IncidentStatus(update.status).label}: {words}"
            )
        lines += ["", f"## {_('Cause')}", "", f"## {_('What we change')}", ""]
    return "\n".join(lines)


def _acted(request: PageRequest, found: Incident, form: Filled, does: str) -> HttpResponse:
    moved_on_refuse(request, _past(_kept(found)))
    by = actor_of(request)
    if does == "withdraw":
        kept = _kept(found)
        if kept is None:
            raise Http404
        postmortem_revert(postmortem=kept, by=by)
        messages.success(request, _("Visitors no longer read the postmortem."))
    else:
        kept = postmortem_save_draft(
            incident=found, body=form.values["body"], body_format=form.values["format"], by=by
        )
        if does == "publish":
            postmortem_publish(postmortem=kept, notify=form.values["notify"], by=by)
        messages.success(
            request, _("The postmortem is published.") if does == "publish" else _("The draft is kept.")
        )
    return redirect("dashboard:incident-postmortem", found.page.slug, found.uid)


def _kept(found: Incident) -> Postmortem | None:
    try:
        return postmortem_get(found)
    except PostmortemNotFound:
        return None


def _past(kept: Postmortem | None) -> dict[str, object]:
    return {
        "draft": kept.draft if kept else None,
        "published": kept.published_at is not None if kept else False,
    }


def _rendered(form: Filled) -> SafeString:
    if len(form.values["body"]) > richtext.SOURCE_LIMIT:
        return SafeString()
    # Sanitised by the one sanitiser, as it will be when it is published.
    return mark_safe(richtext.render(form.values["body"], form.values["format"]))  # noqa: S308


def _shown(request: PageRequest, found: Incident, kept: Postmortem | None, form: Filled) -> HttpResponse:
    page = found.page
    context = {
        "story": found,
        "form": form,
        "was": written(_past(kept)),
        "published": kept is not None and kept.published_at is not None,
        "over": is_ended(found.status) and not found.draft,
        "differs": kept is not None and kept.published_at is not None and kept.body != kept.draft,
        "shown": _rendered(form),
        **told_context(incident_audience(found, notify=True)),
    }
    return screen(
        request,
        page,
        "incidents/postmortem",
        section="incidents",
        title=_("Postmortem"),
        crumbs=[(found.name, reverse("dashboard:incident", args=[page.slug, found.uid]))],
        context=context,
        status=form.status,
    )
