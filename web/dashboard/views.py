"""Where people arrive after signing in."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.models import Organization, Page
from statuspage.selectors import organizations_run, pages_reached
from web.dashboard.access import user_of
from web.dashboard.lists import Column, ListOf, Search
from web.dashboard.screens import screen_beside


def _called(found: QuerySet[Page], text: str) -> QuerySet[Page]:
    return found.filter(Q(name__icontains=text) | Q(organization__name__icontains=text))


_LISTED = ListOf[Page](
    columns=(
        Column("name", gettext_lazy("Page"), by=(Lower("name"),)),
        Column("organization", gettext_lazy("Organization"), by=(Lower("organization__name"), Lower("name"))),
        Column("visitors", gettext_lazy("For visitors")),
    ),
    filters=(Search(gettext_lazy("Search in names"), _called),),
)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The pages that the person reaches; one alone leads there, and none to making one.

    Whoever wants the list, however short it is, says anything in the address, such as `?all`.
    """
    reached = pages_reached(user_of(request)).select_related("organization")
    may_make_one = organizations_run(user_of(request)).exists()
    if not request.GET:
        first = list(reached.order_by("pk")[:2])
        if len(first) == 1:
            return redirect("dashboard:overview", first[0].slug)
        if not first and (may_make_one or _may_begin(request)):
            return redirect("dashboard:page-new")
    found = _LISTED.read(reached.order_by("organization__name", "name", "pk"), request.GET)
    # One alone is neither looked for nor put in order.
    shown = found if found.total + found.hidden > 1 else found.still()
    context = {"list": shown, "may_make_one": may_make_one}
    return screen_beside(request, "home", title=_("Your pages"), context=context)


def _may_begin(request: HttpRequest) -> bool:
    return user_of(request).is_staff and not Organization.objects.exists()
