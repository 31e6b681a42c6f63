"""Mail that was kept because no mail server is set up. It holds links that let people in: operators only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from statuspage.exceptions import NotFound
from web.dashboard.access import operators_only
from web.dashboard.screens import screen_beside
from webhooks.selectors.kept import kept_mail, kept_mails

SHOWN = 200


@require_safe
@operators_only
def mails(request: HttpRequest) -> HttpResponse:
    """What is kept, newest first."""
    context = {
        "mails": kept_mails(limit=SHOWN),
        "sending": "kept" not in settings.EMAIL_BACKEND,
    }
    return screen_beside(request, "mails/list", title=_("Kept mail"), section="mails", context=context)


@require_safe
@operators_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text and with its source; its HTML is not shown, since it comes from outside."""
    try:
        kept = kept_mail(name)
    except NotFound:
        raise Http404 from None
    return screen_beside(
        request,
        "mails/one",
        title=kept.subject or "–",
        section="mails",
        crumbs=[(_("Kept mail"), reverse("dashboard:mails"))],
        context={"mail": kept},
    )
