"""Revoking a key, which cannot be undone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apikeys.services import key_revoke
from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmation
from web.dashboard.keys.issuing import uses_told
from web.dashboard.keys.views import key_found
from web.dashboard.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def key_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, saying who stops working; then ends it for good."""
    found = key_found(page, uid)

    def revoke() -> HttpResponse:
        key_revoke(key=found, by=actor_of(request))
        messages.success(request, _("The key is revoked. What it did stays in the journal."))
        return redirect("dashboard:keys", page.slug)

    if request.method == "POST":
        try:
            return once(request, revoke)
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect("dashboard:key", page.slug, uid)
    return confirmation(
        request,
        page,
        section="keys",
        title=_("Revoke the key"),
        crumbs=[(found.name, reverse("dashboard:key", args=[page.slug, uid]))],
        says=[
            _("It ends at once and for good. This cannot be undone."),
            *uses_told(found),
        ],
        act=_("Revoke it"),
        back=reverse("dashboard:key", args=[page.slug, uid]),
    )
