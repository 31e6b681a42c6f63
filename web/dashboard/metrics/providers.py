"""The services that metrics are fetched from: set up, changed, removed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from monitoring.models import MetricsProvider
from monitoring.providers import PROVIDERS
from monitoring.selectors.providers import metrics_of_provider, provider_get
from monitoring.services.providers import (
    SECRETS,
    provider_create,
    provider_delete,
    provider_update,
)
from monitoring.vocabulary import ProviderKind
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.filled import Filled
from web.dashboard.forms import acted, new_form, there
from web.dashboard.metrics.rows import ProviderRow
from web.dashboard.screens import screen

_KINDS = [(kind, ProviderKind(kind).label) for kind in PROVIDERS]


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def provider_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form, and what came of it."""
    blank = dict.fromkeys(("base_url", "email", *SECRETS), "")

    def make(form: Filled) -> HttpResponse:
        said = dict(form.values)
        secrets = {name: said[name] for name in SECRETS if said[name]}
        made = provider_create(
            page=page,
            kind=said["kind"] if said["kind"] in PROVIDERS else "",
            base_url=said["base_url"],
            email=said["email"],
            secrets=secrets,
            by=actor_of(request),
        )
        messages.success(request, _("The provider is set up. Metrics can be fetched from it now."))
        return redirect("dashboard:provider", page.slug, made.uid)

    return new_form(
        request,
        fresh=lambda: {"kind": _KINDS[0][0], **blank},
        sent=lambda: _sent(request.POST),
        make=make,
        shown=lambda form: _form(request, page, form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def provider(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One provider with its metrics; secrets that are left empty stay as they are."""
    found = _found(page, uid)
    blank = dict.fromkeys(SECRETS, "")
    if request.method != "POST":
        held = {"kind": found.kind, "base_url": found.base_url, "email": found.email}
        return _form(request, page, Filled({**held, **blank}), found)
    form = Filled(_sent(request.POST))

    def change() -> HttpResponse:
        said = {name: value for name, value in form.values.items() if name not in SECRETS or value}
        provider_update(provider=found, changes=said, by=actor_of(request))
        messages.success(request, _("It is saved, and asked again at once."))
        return redirect("dashboard:provider", page.slug, uid)

    return acted(request, form, change, shown=lambda: _form(request, page, form, found))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def provider_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, naming the metrics that go with it."""
    found = _found(page, uid)
    names = [one.name for one in metrics_of_provider(found)]

    def delete() -> str:
        provider_delete(provider=found, by=actor_of(request))
        return _("The provider is removed, with its metrics.")

    back = reverse("dashboard:provider", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=delete,
        onward=reverse("dashboard:metrics", args=[page.slug]),
        section="metrics",
        title=_("Remove the provider"),
        crumbs=[(found.get_kind_display(), back)],
        says=[
            _("It is asked nothing more, and its credentials are forgotten."),
            *([_("With it go these metrics: %s.") % ", ".join(names[:20])] if names else []),
        ],
        act=_("Remove it"),
        back=back,
    )


def _found(page: Page, uid: str) -> MetricsProvider:
    found = there(lambda: provider_get(page, uid))
    if found.kind == ProviderKind.SELF:
        raise Http404
    return found


def _sent(data: QueryDict) -> dict[str, Any]:
    return {name: data.get(name, "").strip() for name in ("kind", "base_url", "email", *SECRETS)}


def _form(
    request: PageRequest, page: Page, form: Filled, found: MetricsProvider | None = None
) -> HttpResponse:
    labels = {
        "api_key": _("API key"),
        "api_token": _("API token"),
        "application_key": _("Application key"),
        "password": _("Password"),
    }
    fed = list(metrics_of_provider(found)) if found else []
    context = {
        "form": form,
        "provider": found,
        "row": ProviderRow.of(found, fed) if found else None,
        "fed": fed,
        "kinds": _KINDS,
        "secrets": [(name, labels[name], form.errors.get(name, [])) for name in SECRETS],
    }
    return screen(
        request,
        page,
        "metrics/provider",
        section="metrics",
        title=found.get_kind_display() if found else _("New provider"),
        context=context,
        status=form.status,
    )
