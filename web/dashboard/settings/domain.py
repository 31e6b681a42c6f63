"""A domain of the page's own: which one, the record to make for it, and whether it leads here."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.domain_proof import domain_prove, own_host, text_record
from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.services import page_domain_verify
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import pressed
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_form
from web.dashboard.stale import written


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def domain(request: PageRequest, page: Page) -> HttpResponse:
    """The form, and how far the domain is."""

    def shown(form: Filled) -> HttpResponse:
        name, text = text_record(page)
        context = {
            "form": form,
            "was": written(_present(page)),
            "record": f"{page.domain}. CNAME {own_host()}.",
            "text": f'{name}. TXT "{text}"',
        }
        return part_screen(request, page, "domain", context=context, status=form.status)

    return page_form(
        request,
        page,
        route="settings-domain",
        present=_present,
        sent=lambda: {"domain": request.POST.get("domain", "").strip()},
        read=dict,
        shown=shown,
        fields=_fields,
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def domain_verify(request: PageRequest, page: Page) -> HttpResponse:
    """Looks where the domain leads; from then on the page answers there."""
    back = reverse("dashboard:settings-domain", args=[page.slug])
    try:
        # Outside of the transaction: name servers may take their time.
        domain_prove(page)
    except DomainError as error:
        messages.error(request, error.reason)
        return redirect(back)
    return pressed(request, lambda: _verified(request, page), back=back)


def _verified(request: PageRequest, page: Page) -> HttpResponse:
    page_domain_verify(page=page, by=actor_of(request))
    messages.success(
        request, _("%(domain)s leads here. Links to the page follow it.") % {"domain": page.domain}
    )
    return redirect("dashboard:settings-domain", page.slug)


def _present(page: Page) -> dict[str, Any]:
    return {"domain": page.domain or ""}


def _fields(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    return values.items()
