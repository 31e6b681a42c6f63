"""The first minutes of a page: naming what is watched, and the list of what makes it complete."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.services import page_start_close
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import new_form
from web.dashboard.screens import screen
from web.dashboard.start.lines import (
    Line,
    lines_of,
    lines_refused,
    lines_try,
    values_fresh,
    values_sent,
    watches_of,
)
from web.dashboard.start.steps import start_whole
from webhooks.services.watching import addresses_watch


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def start(request: PageRequest, page: Page) -> HttpResponse:
    """What should be watched; sent with `do=try` it is only looked at."""
    lines = lines_of(values_sent(request.POST))

    def shown(form: Filled) -> HttpResponse:
        return _shown(request, page, form, lines)

    def watch(_form: Filled) -> HttpResponse:
        made = addresses_watch(page=page, watches=watches_of(lines), by=actor_of(request))
        told = ngettext(
            "%(n)d check watches from now on. Its first result is here in a moment.",
            "%(n)d checks watch from now on. Their first results are here in a moment.",
            len(made),
        ) % {"n": len(made)}
        messages.success(request, told)
        return redirect("dashboard:overview", page.slug)

    def look(form: Filled) -> HttpResponse:
        try:
            lines_try(page, lines)
        except DomainError as error:
            form.refuse(error)
        return shown(form)

    return new_form(
        request,
        fresh=values_fresh,
        sent=lambda: values_sent(request.POST),
        make=watch,
        shown=shown,
        look=look,
        places=lambda error: lines_refused(lines, error),
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def start_close(request: PageRequest, page: Page) -> HttpResponse:
    """Put the list of first steps away for good."""
    page_start_close(page=page, by=actor_of(request))
    messages.success(request, _("The first steps are put away. All of it stays where it is in the menu."))
    return redirect("dashboard:overview", page.slug)


def _shown(request: PageRequest, page: Page, form: Filled, lines: list[Line]) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "lines": lines, "start": start_whole(page, request.rights)}
    is_try = request.POST.get("do") == "try"
    return screen(
        request,
        page,
        "start/page",
        section="overview",
        title=_("Watch something"),
        context=context,
        # Trying out refuses nothing that was sent to be kept.
        status=200 if is_try else form.status,
    )
