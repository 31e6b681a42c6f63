"""Lists of subscribers that come in and go out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.exceptions import DomainError, Invalid
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.audience.counting import KINDS
from web.dashboard.filled import Filled
from web.dashboard.once import once
from web.dashboard.screens import screen
from webhooks.addresses import address_masked
from webhooks.selectors.imports import subscriber_imports_of
from webhooks.services import subscribers as services
from webhooks.services.subscribers.wishes import Wish
from webhooks.vocabulary import Scope

MOST_BYTES = 1_500_000
AT_ONCE = services.BATCH
"""Longer lists are left to a worker."""
_SHOWN = 10
_WRONG_SHOWN = 100
_LAST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def subscribers_take_in(request: PageRequest, page: Page) -> HttpResponse:
    """A list is given, then what it would do is shown, then it is done."""
    if request.method != "POST":
        return _asked(request, page, Filled({"csv": ""}))
    form = Filled({"csv": request.POST.get("csv", "")})
    try:
        text = _text(request)
        form.values = {"csv": text}
        if request.POST.get("act") != "import":
            return _previewed(request, page, text)
        return once(request, lambda: _taken_in(request, page, text))
    except DomainError as error:
        form.refuse(error)
        return _asked(request, page, form)


@require_POST
@never_cache
@of_a_page(needs=CONFIGURING)
def subscribers_give_out(request: PageRequest, page: Page) -> HttpResponse:
    """All who have not left, as CSV; the journal tells who asked for it."""
    text = services.subscribers_export(page=page, by=actor_of(request))
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="subscribers-{page.slug}.csv"'},
    )


def _text(request: PageRequest) -> str:
    """The list as a file, else as it was pasted."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("csv", "")
    if file.size is None or file.size > MOST_BYTES:
        raise Invalid.at("/csv", "too_long", _("This file is too large; divide it."))
    try:
        return str(file.read(), "utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        raise Invalid.at(
            "/csv", "not_text", _("This file is not text in UTF-8. Save it as CSV (UTF-8).")
        ) from None


def _taken_in(request: PageRequest, page: Page, text: str) -> HttpResponse:
    agreed = request.POST.get("asked") == "no"
    if services.subscribers_count_lines(text) > AT_ONCE:
        begun = services.subscriber_import_start(page=page, text=text, confirmed=agreed, by=actor_of(request))
        return redirect("dashboard:subscribers-imported", page.slug, begun.uid)
    result = services.subscribers_import(page=page, text=text, confirmed=agreed, by=actor_of(request))
    added = ngettext("%d subscriber was added", "%d subscribers were added", result.added) % result.added
    known = ngettext("%d was known already", "%d were known already", result.known) % result.known
    wrong = ngettext("%d line was left out", "%d lines were left out", len(result.wrong)) % len(result.wrong)
    messages.success(request, f"{added}; {known}; {wrong}.")
    return redirect("dashboard:subscribers", page.slug)


def _previewed(request: PageRequest, page: Page, text: str) -> HttpResponse:
    preview = services.subscribers_import_preview(page=page, text=text, by=actor_of(request))
    context = {
        "csv": text,
        "preview": preview,
        "first": [
            {
                "line": line,
                "address": wish.reached.address
                if wish.reached.kind == "email"
                else address_masked(wish.reached.kind, wish.reached.address),
                "kind": KINDS[wish.reached.kind],
                "told_of": _told_of(wish),
            }
            for line, wish in preview.fresh[:_SHOWN]
        ],
        "more": max(0, preview.added - _SHOWN),
        "wrong": preview.wrong[:_WRONG_SHOWN],
        "more_wrong": max(0, len(preview.wrong) - _WRONG_SHOWN),
    }
    return screen(
        request,
        page,
        "subscribers/preview",
        section="subscribers",
        title=_("What the list would do"),
        context=context,
    )


def _told_of(wish: Wish) -> str:
    if wish.scope == Scope.PAGE:
        return str(Scope.PAGE.label)
    return ", ".join(component.name for component in wish.components)


def _asked(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    return screen(
        request,
        page,
        "subscribers/import",
        section="subscribers",
        title=_("Import subscribers"),
        context={"form": form, "imports": subscriber_imports_of(page)[:_LAST]},
        status=form.status,
    )
