"""Where people arrive after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from statuspage.selectors import organizations_run, pages_reached
from web.dashboard.access import user_of
from web.dashboard.screens import screen_beside


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The pages that the person reaches, and where to go from here."""
    pages = pages_reached(user_of(request)).select_related("organization")
    context = {
        "pages": pages.order_by("organization__name", "name"),
        "may_make_one": organizations_run(user_of(request)).exists(),
    }
    return screen_beside(request, "home", title=_("Your pages"), context=context)
