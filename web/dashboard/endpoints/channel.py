"""One alert channel: set up by its kind, changed, paused, deleted."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.models import Check
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.endpoints import form as forms
from web.dashboard.endpoints.acting import last_sent, switched
from web.dashboard.endpoints.rows import EndpointRow
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form, there
from web.dashboard.lists import CHECKED
from web.dashboard.naming import told_of
from web.dashboard.screens import screen
from web.dashboard.stale import written
from webhooks.channel_settings import CHANNEL_KINDS, channel_transport
from webhooks.models import Subscription
from webhooks.selectors.channels import channel_get
from webhooks.selectors.deliveries import Blots
from webhooks.services import channels as services


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def channel_new(request: PageRequest, page: Page) -> HttpResponse:
    """The kinds that there are, then the form of one of them (`?kind=`)."""
    kind = request.GET.get("kind", "")
    if kind not in CHANNEL_KINDS:
        if request.method == "POST" and not kind:
            # Without a kind there is nothing that could be right or wrong.
            return _kinds(request, page, status=422)
        return _kinds(request, page)

    def create(form: Filled) -> HttpResponse:
        told = forms.channel_told(page, kind, form.values)
        made = services.channel_create(page=page, kind=kind, by=actor_of(request), **told)
        messages.success(request, _("The channel is set up. Send a test to see that it arrives."))
        return redirect("dashboard:channel", page.slug, made.uid)

    return new_form(
        request,
        fresh=lambda: forms.channel_fresh(page, kind),
        sent=lambda: forms.channel_sent(kind, request.POST),
        make=create,
        shown=lambda form: _form(request, page, kind, form),
        places=forms.flat,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=CONFIGURING)
def channel(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One channel with its checks and what was sent to it; what is sent here changes it."""

    def save(found: Subscription, form: Filled) -> str:
        told = forms.channel_told(page, found.kind, form.values)
        services.channel_update(channel=found, changes=told, by=actor_of(request))
        return _("It is saved, and holds from the next alert on.")

    return change_form(
        request,
        find=lambda: _found(page, uid),
        values=forms.channel_values,
        sent=lambda found: forms.channel_sent(found.kind, request.POST),
        save=save,
        shown=lambda found, form: _shown(request, page, found, form),
        places=forms.flat,
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def channel_switch(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Pause it, or let it go on."""
    found, by = _found(page, uid), actor_of(request)
    return switched(
        request,
        found,
        "channel",
        lambda wanted: services.channel_update(channel=found, changes={"enabled": wanted}, by=by),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def channel_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, saying which checks it hears of; then it is told nothing more."""
    found = _found(page, uid)

    checks = [str(one.check_row) for one in found.assignments.all()]

    def delete() -> str:
        services.channel_delete(channel=found, by=actor_of(request))
        return _("The channel is deleted. What it was told stays in the list of deliveries.")

    back = reverse("dashboard:channel", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=delete,
        onward=reverse("dashboard:channels", args=[page.slug]),
        section="channels",
        title=_("Delete the channel"),
        crumbs=[(told_of(found), back)],
        says=[
            _("It is told nothing more; alerts that are open are closed there first."),
            *([_("It hears of: %s.") % ", ".join(checks[:20])] if checks else []),
        ],
        act=_("Delete it"),
        back=back,
    )


def _found(page: Page, uid: str) -> Subscription:
    found = there(lambda: channel_get(page, uid))
    if found.kind not in CHANNEL_KINDS:
        raise Http404
    return found


def _kinds(request: PageRequest, page: Page, *, status: int = 200) -> HttpResponse:
    kinds = [(kind, channel_transport(kind).label) for kind in CHANNEL_KINDS]
    title = _("New alert channel")
    return screen(
        request,
        page,
        "endpoints/kinds",
        section="channels",
        title=title,
        context={"kinds": kinds},
        status=status,
    )


def _choices(page: Page, kind: str, form: Filled) -> dict[str, object]:
    transport = channel_transport(kind)
    checks = Check.living.filter(page=page).only("uid", "name", "slug", "kind").order_by("name", "pk")
    chosen = set(form.values["checks"])
    return {
        "kind": kind,
        "kind_label": transport.label,
        "entries": [
            (entry, form.values.get(entry.name, ""), form.errors.get(entry.name, []))
            for entry in forms.channel_entries(kind)
        ],
        "is_for_programs": transport.tells_each,
        "checks": _ticks((check.uid, str(check), check.uid in chosen) for check in checks),
        "languages": page.languages or ["en"],
    }


def _ticks(checks: Iterable[tuple[str, str, bool]]) -> SafeString:
    """A box for each, written here because a template takes many times as long over thousands."""
    box = '<label><input type="checkbox" name="check" value="{}"{}>{}</label>'
    return format_html_join("", box, ((uid, CHECKED if on else "", name) for uid, name, on in checks))


def _form(request: PageRequest, page: Page, kind: str, form: Filled) -> HttpResponse:
    label = channel_transport(kind).label
    return screen(
        request,
        page,
        "endpoints/channel_new",
        section="channels",
        title=_("New channel: %s") % label,
        crumbs=[(_("New alert channel"), reverse("dashboard:channel-new", args=[page.slug]))],
        context={"form": form, **_choices(page, kind, form)},
        status=form.status,
    )


def _shown(request: PageRequest, page: Page, found: Subscription, form: Filled) -> HttpResponse:
    test_url = reverse("dashboard:channel-test", args=[page.slug, found.uid])
    context = {
        "row": EndpointRow.of(found, test_url=test_url, blots=Blots()),
        "subscription": found,
        "form": form,
        "was": written(forms.channel_values(found)),
        "sent": last_sent(page, found),
        "assigned": [str(one.check_row) for one in found.assignments.all()],
        **_choices(page, found.kind, form),
    }
    return screen(
        request,
        page,
        "endpoints/channel",
        section="channels",
        title=told_of(found),
        context=context,
        status=form.status,
        follows=["deliveries"],
    )
