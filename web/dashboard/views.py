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
    """The pages that the person reaches; who reaches one is led there, and who may make the first, to that."""
    pages = list(
        pages_reached(user_of(request)).select_related("organization").order_by("organization__name", "name")
    )
    may_make_one = organizations_run(user_of(request)).exists()
    if not pages and (may_make_one or _may_begin(request)):
        return redirect("dashboard:page-new")
    if len(pages) == 1 and EVERYTHING not in request.GET:
        return redirect("dashboard:overview", pages[0].slug)
    context = {"pages": pages, "may_make_one": may_make_one}
    return screen_beside(request, "home", title=_("Your pages"), context=context)


def _may_begin(request: HttpRequest) -> bool:
    return user_of(request).is_staff and not Organization.objects.exists()
