"""Mail that was kept because no mail server is set up. It holds links that let people in: operators only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statuspage.exceptions import NotFound
from web.dashboard.access import operators_only
from webhooks.selectors.kept import kept_mail, kept_mails

SHOWN = 200


@require_safe
@operators_only
def mails(request: HttpRequest) -> HttpResponse:
    """What is kept, newest first."""
    context = {
        "mails": kept_mails(limit=SHOWN),
        "sending": "kept" not in settings.EMAIL_BACKEND,
        "section": "mails",
    }
    return render(request, "dashboard/mails.html", context)


@require_safe
@operators_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text and with its source; its HTML is not shown, since it comes from outside."""
    try:
        kept = kept_mail(name)
    except NotFound:
        raise Http404 from None
    return render(request, "dashboard/mail.html", {"mail": kept, "section": "mails"})
