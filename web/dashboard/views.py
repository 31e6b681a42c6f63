"""Where people arrive after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from statuspage.models import Page


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The pages of the person's organizations, and where to go from here."""
    pages = (
        Page.living.filter(organization__memberships__user=request.user.pk)
        .select_related("organization")
        .order_by("organization__name", "name")
    )
    return render(request, "dashboard/home.html", {"pages": pages})
