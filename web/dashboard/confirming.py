"""Asking once more before what cannot be undone: a screen that says what it breaks."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from statuspage.models import Page
from web.dashboard.access import PageRequest
from web.dashboard.forms import pressed
from web.dashboard.screens import Crumb, screen


def confirmation(
    request: PageRequest,
    page: Page,
    *,
    section: str,
    title: str,
    says: Sequence[str],
    act: str,
    crumbs: Sequence[Crumb] = (),
    back: str,
) -> HttpResponse:
    """A form that posts to the address that was asked for; `act` stands on its button, `back` leads out."""
    context = {"says": says, "act": act, "back": back}
    return screen(request, page, "confirm", section=section, title=title, crumbs=crumbs, context=context)


def confirmed(
    request: PageRequest,
    page: Page,
    *,
    do: Callable[[], str],
    onward: str,
    section: str,
    title: str,
    says: Sequence[str],
    act: str,
    crumbs: Sequence[Crumb] = (),
    back: str,
) -> HttpResponse:
    """Such a form, and what comes of it: `do` does it and returns what to tell, and then it goes `onward`."""
    if request.method != "POST":
        return confirmation(
            request, page, section=section, title=title, says=says, act=act, crumbs=crumbs, back=back
        )

    def done() -> HttpResponse:
        messages.success(request, do())
        return redirect(onward)

    return pressed(request, done, back=back, gone=onward)
