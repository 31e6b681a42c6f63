"""Revoking a key, which cannot be undone."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apikeys.services import key_revoke
from statuspage.models import Page
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.keys.issuing import uses_told
from web.dashboard.keys.views import key_found


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def key_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, saying who stops working; then ends it for good."""
    found = key_found(page, uid)

    def revoke() -> str:
        key_revoke(key=found, by=actor_of(request))
        return _("The key is revoked. What it did stays in the journal.")

    back = reverse("dashboard:key", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=revoke,
        onward=reverse("dashboard:keys", args=[page.slug]),
        section="keys",
        title=_("Revoke the key"),
        crumbs=[(found.name, back)],
        says=[
            _("It ends at once and for good. This cannot be undone."),
            *uses_told(found),
        ],
        act=_("Revoke it"),
        back=back,
    )
