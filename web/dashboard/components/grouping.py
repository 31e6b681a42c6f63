"""Making, renaming and dissolving a group of components."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from statuspage.models import ComponentGroup, Page
from statuspage.selectors import components_of_group, group_get
from statuspage.services import group_create, group_update
from statuspage.services import group_delete as delete
from statuspage.services.positions import order_lock
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.components.fields import values_of_group, values_sent
from web.dashboard.confirming import confirmed
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form
from web.dashboard.screens import screen
from web.dashboard.stale import written

_FRESH = {"name": "", "slug": "", "description": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def group_new(request: PageRequest, page: Page) -> HttpResponse:
    """A heading, which stands last on the page until it is moved; components are dragged below it."""

    def make(form: Filled) -> HttpResponse:
        made = group_create(page=page, by=actor_of(request), **_read(form.values))
        messages.success(
            request, _("The group is made. Move components into it; visitors see it once it has one.")
        )
        return redirect(f"{reverse('dashboard:components', args=[page.slug])}#at-{made.uid}")

    return new_form(
        request,
        fresh=lambda: _FRESH,
        sent=lambda: values_sent(request.POST, _FRESH),
        make=make,
        shown=lambda form: _shown(request, page, form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def group(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """What it is called."""

    def save(held: ComponentGroup, form: Filled) -> str:
        group_update(group=held, changes=_read(form.values), by=actor_of(request))
        return _("%(name)s is saved.") % {"name": held.name}

    return change_form(
        request,
        find=lambda: _found(page, uid),
        values=values_of_group,
        sent=lambda _held: values_sent(request.POST, _FRESH),
        save=save,
        shown=lambda held, form: _shown(request, page, form, held),
        lock=lambda _held: order_lock(page),
        undo=dict.items,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def group_delete(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more; its components stay where it stood."""
    held = _found(page, uid)
    members = components_of_group(held).count()
    told = ngettext(
        "Its %(number)d component stays on the page, where the group stood.",
        "Its %(number)d components stay on the page, where the group stood.",
        members,
    )

    def dissolve() -> str:
        delete(group=held, by=actor_of(request))
        return _("The group is deleted.")

    back = reverse("dashboard:group", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=dissolve,
        onward=reverse("dashboard:components", args=[page.slug]),
        section="components",
        title=_("Delete the group %(name)s") % {"name": held.name},
        says=[told % {"number": members} if members else _("It holds no components.")],
        act=_("Delete the group"),
        crumbs=[(held.name, back)],
        back=back,
    )


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "slug": values["slug"].strip() or None}


def _found(page: Page, uid: str) -> ComponentGroup:
    held = group_get(page, uid)
    if held is None:
        raise Http404
    return held


def _shown(
    request: PageRequest, page: Page, form: Filled, held: ComponentGroup | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "group": held}
    if held is not None:
        context["was"] = written(values_of_group(held))
    return screen(
        request,
        page,
        "components/group",
        section="components",
        title=held.name if held else _("Add a group"),
        context=context,
        status=form.status,
    )
