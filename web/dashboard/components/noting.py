"""What the team says about a component for visitors to read, and takes back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from statuspage.exceptions import Invalid
from statuspage.models import Page, StatusNote
from statuspage.selectors import label_get
from statuspage.services import note_post, note_void
from statuspage.validation import MESSAGE_LENGTH, clean_text
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.components.stating import found
from web.dashboard.forms import pressed


@require_POST
@of_a_page(needs=INCIDENTS)
def note_new(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Say something with a label; unless it is for information only, its status holds from now on."""
    one = found(page, uid)

    def say() -> HttpResponse:
        label = label_get(page, request.POST.get("label", ""))
        if label is None:
            raise Invalid.at("/label", "unknown_label", _("Choose what it says."))
        message = clean_text(
            request.POST.get("message", "").replace("\r\n", "\n"),
            pointer="/message",
            max_length=MESSAGE_LENGTH,
            multiline=True,
            required=True,
        )
        note_post(
            component=one,
            message=message,
            status=label.status,
            label=label,
            informational="informational" in request.POST,
            by=actor_of(request),
        )
        messages.success(request, _("It is said, and visitors read it."))
        return redirect("dashboard:component", page.slug, uid)

    return pressed(request, say, back=reverse("dashboard:component", args=[page.slug, uid]))


@require_POST
@of_a_page(needs=INCIDENTS)
def note_take_back(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take it back with the status that it set: what was said before holds again."""
    living = StatusNote.objects.filter(component__page=page, component__deleted_at__isnull=True)
    note = living.filter(uid=uid).select_related("component__page", "label").first()
    if note is None:
        raise Http404
    about = note.component.uid

    def take_back() -> HttpResponse:
        note_void(note=note, by=actor_of(request))
        messages.success(request, _("It is taken back."))
        return redirect("dashboard:component", page.slug, about)

    return pressed(request, take_back, back=reverse("dashboard:component", args=[page.slug, about]))
