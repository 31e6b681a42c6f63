"""Saving a sub-screen: its fields change together, unless somebody else acted, and can be undone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from statuspage.exceptions import DomainError, FieldError, Invalid
from statuspage.models import Page
from statuspage.services import page_update
from web.dashboard.access import PageRequest, actor_of
from web.dashboard.filled import Filled
from web.dashboard.once import once
from web.dashboard.stale import merged, moved_on_refuse
from web.dashboard.undo import done_with_undo

Present = Callable[[Page], dict[str, Any]]
"""What holds, by the names of the form's fields."""
Fields = Callable[[dict[str, Any]], Iterable[tuple[str, str]]]
"""What a form sends that says these values."""


def saved(
    request: PageRequest,
    page: Page,
    *,
    route: str,
    form: Filled,
    present: Present,
    read: Callable[[dict[str, Any]], dict[str, Any]],
    fields: Fields,
    pictures: Mapping[str, bytes | None] | None = None,
    places: Mapping[str, str] | None = None,
) -> HttpResponse | None:
    """Where to go once it is saved; None where `form` says now what is wrong.

    `read` gives the changes for the domain, and raises `Invalid`. `places` are beginnings of the domain's
    pointers with the form's names for them. What is uploaded cannot be undone here, and is not offered.
    """

    def save() -> HttpResponse:
        held = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        before = present(held)
        moved_on_refuse(request, before)
        page_update(page=held, changes=read(dict(form.values)), pictures=pictures, by=actor_of(request))
        if pictures:
            messages.success(request, _("It is saved, and holds from now on."))
        else:
            done_with_undo(
                request,
                _("It is saved, and holds from now on."),
                url=reverse(f"dashboard:{route}", args=[held.slug]),
                fields=fields(before),
                now=present(held),
            )
        return redirect(f"dashboard:{route}", held.slug)

    try:
        return once(request, save)
    except DomainError as error:
        form.refuse(_placed(error, places or {}))
        page.refresh_from_db()
        form.values = merged(request, form.values, present(page))
        return None


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
