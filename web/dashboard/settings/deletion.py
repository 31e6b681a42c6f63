"""Deleting the page: for who runs the pages, and only who writes its name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from statuspage import links
from statuspage.exceptions import DomainError, Invalid
from statuspage.models import Page
from statuspage.services import page_delete
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.once import once
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_held


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def deletion(request: PageRequest, page: Page) -> HttpResponse:
    """Says what is lost; with the page's name written, it is done."""
    form = Filled({"name": request.POST.get("name", "")})

    def delete() -> HttpResponse:
        held = page_held(page)
        if form.values["name"].strip() != held.name.strip():
            detail = _("Write the name of the page as it stands above.")
            raise Invalid.at("/name", "other_name", detail)
        page_delete(page=held, by=actor_of(request))
        messages.success(request, _("The page “%(name)s” is deleted.") % {"name": held.name})
        return redirect("dashboard:home")

    if request.method == "POST":
        try:
            return once(request, delete)
        except DomainError as error:
            form.refuse(error)
    context = {"form": form, "address": f"{links.page_url(page)}/"}
    return part_screen(request, page, "deletion", context=context, status=form.status)
