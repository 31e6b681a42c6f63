"""Forms of a page's settings: their fields change together, unless somebody else acted, and can be undone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from statuspage.exceptions import DomainError, FieldError, Invalid
from statuspage.models import Page
from statuspage.services import page_update
from web.dashboard.access import PageRequest, actor_of
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form

Present = Callable[[Page], dict[str, Any]]
"""What holds, by the names of the form's fields."""
Fields = Callable[[dict[str, Any]], Iterable[tuple[str, str]]]
"""What a form sends that says these values."""


def page_form(
    request: PageRequest,
    page: Page,
    *,
    route: str,
    present: Present,
    sent: Callable[[], dict[str, Any]],
    read: Callable[[dict[str, Any]], dict[str, Any]],
    shown: Callable[[Filled], HttpResponse],
    fields: Fields | None = None,
    pictures: Mapping[str, bytes | None] | None = None,
    places: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A form of some of the page's settings, at `route`.

    `read` gives the changes for the domain, and raises `Invalid`. `places` are beginnings of the domain's
    pointers with the form's names for them. What is uploaded cannot be undone here, and is not offered.
    """

    def find() -> Page:
        if request.method == "POST":
            page.refresh_from_db()
        return page

    def save(held: Page, form: Filled) -> str:
        page_update(page=held, changes=read(dict(form.values)), pictures=pictures, by=actor_of(request))
        return _("It is saved, and holds from now on.")

    return change_form(
        request,
        find=find,
        values=present,
        sent=lambda _held: sent(),
        save=save,
        shown=lambda _held, form: shown(form),
        lock=page_held,
        undo=None if pictures else fields,
        here=lambda held: reverse(f"dashboard:{route}", args=[held.slug]),
        places=lambda error: _placed(error, places or {}),
    )


def page_held(page: Page) -> Page:
    """As it is now, and nobody else changes it before this transaction ends."""
    return Page.objects.select_for_update(no_key=True).get(pk=page.pk)


def _placed(error: DomainError, places: Mapping[str, str]) -> DomainError:
    """The same refusal with the form's names: of what lies inside a field each part has its own."""
    if not isinstance(error, Invalid):
        return error
    return Invalid(FieldError(_place(one.pointer, places), one.code, one.detail) for one in error.errors)


def _place(pointer: str, places: Mapping[str, str]) -> str:
    for beginning, name in places.items():
        if pointer.startswith(beginning):
            return "/" + name + pointer.removeprefix(beginning).replace("/", "-")
    return pointer
