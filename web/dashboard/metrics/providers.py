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
from statuspage.exceptions import DomainError, NotFound
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmation
from web.dashboard.filled import Filled
from web.dashboard.metrics.rows import ProviderRow
from web.dashboard.once import once
from web.dashboard.screens import screen

_KINDS = [(kind, ProviderKind(kind).label) for kind in PROVIDERS]


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def provider_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form, and what came of it."""
    if request.method != "POST":
        blank = dict.fromkeys(("base_url", "email", *SECRETS), "")
        return _form(request, page, Filled({"kind": _KINDS[0][0], **blank}))
    form = Filled(_sent(request.POST))

    def create() -> HttpResponse:
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

    try:
        return once(request, create)
    except DomainError as error:
        form.refuse(error)
        return _form(request, page, form)


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

    try:
        return once(request, change)
    except DomainError as error:
        form.refuse(error)
        return _form(request, page, form, found)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def provider_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, naming the metrics that go with it."""
    found = _found(page, uid)

    def delete() -> HttpResponse:
        provider_delete(provider=found, by=actor_of(request))
        messages.success(request, _("The provider is removed, with its metrics."))
        return redirect("dashboard:metrics", page.slug)

    if request.method == "POST":
        return once(request, delete)
    names = [one.name for one in metrics_of_provider(found)]
    back = reverse("dashboard:provider", args=[page.slug, uid])
    return confirmation(
        request,
        page,
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
    try:
        found = provider_get(page, uid)
    except NotFound:
        raise Http404 from None
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
