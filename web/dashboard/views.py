"""Where people arrive after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from statuspage.models import Page, User
from statuspage.selectors import pages_reached


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The pages that the person reaches, and where to go from here."""
    user = request.user
    reached = pages_reached(user) if isinstance(user, User) else Page.objects.none()
    pages = reached.select_related("organization").order_by("organization__name", "name")
    return render(request, "dashboard/home.html", {"pages": pages})
