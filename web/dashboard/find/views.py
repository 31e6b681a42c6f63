"""The field at the top of every screen: what it leads to, and what it offers while one writes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.find.looking import looked_for
from web.dashboard.screens import screen

_SUGGESTED, _SHOWN = 5, 20


@require_safe
@of_a_page()
def find(request: PageRequest, page: Page) -> HttpResponse:
    """Everything that has the text in its name."""
    text = request.GET.get("q", "")
    context = {"q": text, "found": looked_for(request, page, text, most=_SHOWN)}
    return screen(request, page, "find/page", section="", title=_("Search"), context=context)


@require_safe
@of_a_page()
def suggestions(request: PageRequest, page: Page) -> HttpResponse:
    """The nearest of it, as options of the field."""
    found = looked_for(request, page, request.GET.get("q", ""), most=_SUGGESTED)
    context = {"found": found, "total": sum(len(one.hits) for one in found)}
    response = render(request, "dashboard/find/options.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
