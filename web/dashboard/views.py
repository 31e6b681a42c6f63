"""Where people arrive after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from statuspage.models import Organization
from statuspage.selectors import organizations_run, pages_reached
from web.dashboard.access import user_of
from web.dashboard.screens import screen_beside

EVERYTHING = "all"
"""In the address of whoever wants the list, however short it is."""


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The pages that the person reaches; one alone leads there, and none to making one."""
    pages = list(
        pages_reached(user_of(request)).select_related("organization").order_by("organization__name", "name")
    )
    may_make_one = organizations_run(user_of(request)).exists()
    if EVERYTHING not in request.GET:
        if len(pages) == 1:
            return redirect("dashboard:overview", pages[0].slug)
        if not pages and (may_make_one or _may_begin(request)):
            return redirect("dashboard:page-new")
    context = {"pages": pages, "may_make_one": may_make_one}
    return screen_beside(request, "home", title=_("Your pages"), context=context)


def _may_begin(request: HttpRequest) -> bool:
    return user_of(request).is_staff and not Organization.objects.exists()
