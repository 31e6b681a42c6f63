"""Making, changing and deleting a component."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from incidents.selectors import incidents_speaking
from monitoring.models import Check
from statuspage.models import Component, Page
from statuspage.selectors import groups_of_page
from statuspage.services import component_create, component_lock, component_update
from statuspage.services import component_delete as delete
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.components.fields import read, values_fresh, values_of, values_sent
from web.dashboard.components.stating import found
from web.dashboard.confirming import confirmed
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form
from web.dashboard.parts import CHOICES
from web.dashboard.screens import screen
from web.dashboard.stale import written

_ANOTHER = "another"


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def component_new(request: PageRequest, page: Page) -> HttpResponse:
    """A form for one; sent with `do=another` it is followed by the next."""

    def make(form: Filled) -> HttpResponse:
        component = component_create(
            page=page, by=actor_of(request), status=form.values["status"] or None, **read(page, form.values)
        )
        messages.success(request, _("%(name)s is on the page.") % {"name": component.name})
        if request.POST.get("do") == _ANOTHER:
            group = component.group.uid if component.group else ""
            return redirect(f"{reverse('dashboard:component-new', args=[page.slug])}?group={group}")
        return redirect(f"{reverse('dashboard:components', args=[page.slug])}#at-{component.uid}")

    return new_form(
        request,
        fresh=lambda: values_fresh(request.GET.get("group", "")),
        sent=lambda: values_sent(request.POST, values_fresh("")),
        make=make,
        shown=lambda form: _shown(request, page, form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def component_edit(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Its settings; a form that was made before somebody else changed them is held back once."""

    def save(held: Component, form: Filled) -> str:
        component_update(component=held, changes=read(page, form.values), by=actor_of(request))
        return _("%(name)s is saved.") % {"name": held.name}

    return change_form(
        request,
        find=lambda: found(page, uid),
        values=values_of,
        sent=lambda component: values_sent(request.POST, values_of(component)),
        save=save,
        shown=lambda component, form: _shown(request, page, form, component),
        lock=component_lock,
        undo=_fields,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def component_delete(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, and says what goes with it and what stays."""
    component = found(page, uid)

    def drop() -> str:
        delete(component=component, by=actor_of(request))
        return _("%(name)s is deleted.") % {"name": component.name}

    return confirmed(
        request,
        page,
        do=drop,
        onward=reverse("dashboard:components", args=[page.slug]),
        section="components",
        title=_("Delete %(name)s") % {"name": component.name},
        says=_consequences(component),
        act=_("Delete it"),
        crumbs=[(component.name, reverse("dashboard:component", args=[page.slug, uid]))],
        back=reverse("dashboard:component-edit", args=[page.slug, uid]),
    )


def _fields(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What the form sends of a component with these values."""
    return [
        (name, "on" if value is True else str(value)) for name, value in values.items() if value is not False
    ]


def _consequences(component: Component) -> list[str]:
    checks = Check.living.filter(component=component).count()
    speaking = [incident.name for incident in incidents_speaking(component)]
    says = [
        _(
            "It leaves the page at once, and its own page and badges with it. Whoever subscribed to it alone "
            "hears nothing more."
        ),
        _("Past incidents keep its name and what was said of it."),
    ]
    if checks:
        says.append(
            ngettext(
                "%(number)d check goes on without a component.",
                "%(number)d checks go on without a component.",
                checks,
            )
            % {"number": checks}
        )
    if speaking:
        says.append(_("It is part of what is open now: %(names)s.") % {"names": ", ".join(speaking)})
    says.append(_("It cannot be brought back."))
    return says


def _shown(
    request: PageRequest, page: Page, form: Filled, component: Component | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "component": component,
        "groups": groups_of_page(page),
        "choices": CHOICES,
    }
    if component is not None:
        context["was"] = written(values_of(component))
    return screen(
        request,
        page,
        "components/form",
        section="components",
        title=_("Settings") if component else _("Add a component"),
        crumbs=[(component.name, reverse("dashboard:component", args=[page.slug, component.uid]))]
        if component
        else [],
        context=context,
        status=form.status,
    )
