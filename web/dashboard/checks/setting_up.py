"""Adding a check, changing one, and trying out what a form says before it is saved."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents.selectors import templates_of_page
from monitoring.models import Check
from monitoring.probes.http_target import IP_VERSIONS, METHODS
from monitoring.probes.jsonpaths import OPERATORS
from monitoring.services import check_locked, check_try
from monitoring.vocabulary import CheckKind
from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.selectors import components_of_page
from statuspage.zones import zone_names
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.checks import form as forms
from web.dashboard.checks.durations import UNITS
from web.dashboard.checks.expecting import Expected, expected
from web.dashboard.checks.finding import check_found
from web.dashboard.checks.traces import Tried
from web.dashboard.checks.words import KINDS, named
from web.dashboard.filled import FORM, Filled
from web.dashboard.forms import change_form, new_form, there
from web.dashboard.screens import Crumb, screen
from web.dashboard.stale import written
from webhooks.selectors.channels import channels_counted
from webhooks.services.channels import check_create_with_channels, check_update_with_channels


@require_safe
@of_a_page(needs=CONFIGURING)
def check_new(request: PageRequest, page: Page) -> HttpResponse:
    """What kinds there are."""
    return screen(request, page, "checks/kinds", section="checks", title=_("Add a check"), context={})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def check_add(request: PageRequest, page: Page, kind: str) -> HttpResponse:
    """The form of a kind; sent with `do=try` or `do=look` it is only shown again."""
    if kind not in KINDS:
        raise Http404
    return new_form(
        request,
        fresh=lambda: forms.values_fresh(page, kind),
        sent=lambda: forms.values_sent(kind, request.POST),
        make=lambda form: _added(request, page, kind, form),
        shown=lambda form: _shown(request, page, kind, form),
        look=lambda form: _looked(request, page, kind, form),
        places=forms.placed,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def check_edit(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The form as it was filled in; what was found before stays."""

    def find() -> Check:
        check = check_found(page, uid)
        if check.kind not in KINDS:
            raise Http404
        return check

    def sent(check: Check) -> dict[str, Any]:
        values = forms.values_sent(check.kind, request.POST)
        if not values["regions"] and len(settings.CANDOR_REGIONS) == 1:
            values["regions"] = list(check.regions)
        return values

    return change_form(
        request,
        find=find,
        values=forms.values_of,
        sent=sent,
        save=lambda check, form: _changed(request, check, form),
        shown=lambda check, form: _shown(request, page, check.kind, form, check),
        lock=lambda check: there(lambda: check_locked(check)),
        onward=reverse("dashboard:check", args=[page.slug, uid]),
        look=lambda check, form: _looked(request, page, check.kind, form, check),
        places=forms.placed,
    )


def _added(request: PageRequest, page: Page, kind: str, form: Filled) -> HttpResponse:
    given = forms.read(page, kind, form.values)
    if not given["slug"]:
        del given["slug"]
    check = check_create_with_channels(page=page, kind=kind, by=actor_of(request), **given)
    if kind == CheckKind.HEARTBEAT:
        messages.success(request, _("The check is added. It waits for its first ping."))
    else:
        messages.success(request, _("The check is added. Its first run is under way."))
    return redirect("dashboard:check", page.slug, check.uid)


def _changed(request: PageRequest, check: Check, form: Filled) -> str:
    changes = forms.read(check.page, check.kind, form.values)
    channels = changes.pop("channels")
    check_update_with_channels(check=check, changes=changes, channels=channels, by=actor_of(request))
    return _("The check is changed.")


def _looked(
    request: PageRequest, page: Page, kind: str, form: Filled, check: Check | None = None
) -> HttpResponse:
    """The form again with what it would find; nothing is saved."""
    found: Tried | None = None
    if request.POST.get("do") == "try":
        try:
            found = Tried.of(check_try(page=page, check=check, **forms.tried(kind, form.values)))
        except DomainError as error:
            form.refuse(forms.placed(error))
    return _shown(request, page, kind, form, check, found)


def _shown(
    request: PageRequest,
    page: Page,
    kind: str,
    form: Filled,
    check: Check | None = None,
    tried: Tried | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "check": check,
        "kind": kind,
        "is_heartbeat": kind == CheckKind.HEARTBEAT,
        "fields": f"dashboard/checks/fields_{kind}.html",
        "was": written(forms.values_of(check)) if check else "",
        "tried": tried,
        "unfolded": bool(form.errors.keys() - forms.IN_SIGHT - {FORM}),
        "expected": _expected(kind, form),
        "components": list(components_of_page(page)),
        "templates": list(templates_of_page(page)),
        "channels": list(channels_counted(page)),
        "regions": settings.CANDOR_REGIONS if len(settings.CANDOR_REGIONS) > 1 else [],
        "intervals": forms.intervals_with(form.values.get("interval", "")),
        "effects": forms.EFFECTS,
        "effect_statuses": forms.EFFECT_STATUSES,
        "showcases": forms.SHOWCASES,
        "units": UNITS,
        "methods": METHODS,
        "operators": OPERATORS,
        "ip_versions": IP_VERSIONS,
        "zones": sorted(zone_names()) if kind == CheckKind.HEARTBEAT else [],
    }
    way: list[Crumb] = [(_("Add a check"), reverse("dashboard:check-new", args=[page.slug]))]
    title = str(KINDS[kind])
    if check is not None:
        way, title = (
            [(named(check), reverse("dashboard:check", args=[page.slug, check.uid]))],
            _("Change the check"),
        )
    # Trying out refuses nothing that was sent to be kept.
    status = 200 if request.POST.get("do") in ("try", "look") else form.status
    return screen(
        request,
        page,
        "checks/form",
        section="checks",
        title=title,
        crumbs=way,
        context=context,
        status=status,
    )


def _expected(kind: str, form: Filled) -> Expected | None:
    if kind != CheckKind.HEARTBEAT:
        return None
    return expected(form.values, now=timezone.now())
