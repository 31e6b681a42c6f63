"""Pausing, resuming and deleting one check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring.services import check_pause, check_resume
from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.checks.finding import check_found
from web.dashboard.undo import done_with_undo


@require_POST
@of_a_page(needs=CONFIGURING)
def check_stand(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Pause it."""
    check = check_found(page, uid)
    check_pause(check=check, by=actor_of(request))
    _say(request, page, uid, _("The check is paused."), "check-resume")
    return redirect("dashboard:check", page.slug, uid)


@require_POST
@of_a_page(needs=CONFIGURING)
def check_go_on(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Let it run again."""
    check = check_found(page, uid)
    try:
        check_resume(check=check, by=actor_of(request))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        _say(request, page, uid, _("The check runs again."), "check-pause")
    return redirect("dashboard:check", page.slug, uid)


def _say(request: PageRequest, page: Page, uid: str, told: str, way_back: str) -> None:
    done_with_undo(request, told, url=reverse(f"dashboard:{way_back}", args=[page.slug, uid]), fields=[])
