"""What forms do with what is sent: it is done once, or the form stands there again with what is wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from statuspage.exceptions import DomainError, NotFound
from web.dashboard.access import PageRequest
from web.dashboard.filled import Filled
from web.dashboard.once import once
from web.dashboard.stale import merged, moved_on_refuse
from web.dashboard.undo import done_with_undo

T = TypeVar("T")
Values = dict[str, Any]
Places = Mapping[str, str] | Callable[[DomainError], DomainError]
"""The domain's names of fields with the form's, or what says a refusal again in the form's names."""

_LOOKS = ("look", "try")


def there(find: Callable[[], T]) -> T:
    """What is found; else 404."""
    try:
        return find()
    except NotFound:
        raise Http404 from None


def new_form(
    request: PageRequest,
    *,
    fresh: Callable[[], Values],
    sent: Callable[[], Values],
    make: Callable[[Filled], HttpResponse],
    shown: Callable[[Filled], HttpResponse],
    look: Callable[[Filled], HttpResponse] | None = None,
    places: Places | None = None,
) -> HttpResponse:
    """A form for something new: as it is `fresh`, and what came of it as it was `sent`.

    Sent with `do=look` or `do=try` it is answered by `look`, where there is one, and nothing is made.
    """
    if request.method != "POST":
        return shown(Filled(fresh()))
    form = Filled(sent())
    if look is not None and request.POST.get("do") in _LOOKS:
        return look(form)
    return acted(request, form, lambda: make(form), shown=lambda: shown(form), places=places)


def change_form(
    request: PageRequest,
    *,
    find: Callable[[], T],
    values: Callable[[T], Values],
    sent: Callable[[T], Values],
    save: Callable[[T, Filled], str],
    shown: Callable[[T, Filled], HttpResponse],
    lock: Callable[[T], object] | None = None,
    undo: Callable[[Values], Iterable[tuple[str, str]]] | None = None,
    here: Callable[[T], str] | None = None,
    onward: str = "",
    look: Callable[[T, Filled], HttpResponse] | None = None,
    places: Places | None = None,
) -> HttpResponse:
    """A form for something that is there: with its `values`, and saved as it was `sent`.

    `find` answers 404 for what is gone, and is asked again once it is locked, and after a refusal. `save`
    returns what to tell. `undo` gives the fields that say what held before, and offers the way back. Whoever
    saved goes `onward`, or stays: `here` is the form's address then, where saving may change it. One that was
    made before somebody else acted is held back.
    """
    found = find()
    if request.method != "POST":
        return shown(found, Filled(values(found)))
    form = Filled(sent(found))
    if look is not None and request.POST.get("do") in _LOOKS:
        return look(found, form)

    def change() -> HttpResponse:
        if lock is not None:
            lock(found)
        held = find()
        before = values(held)
        moved_on_refuse(request, before)
        told = save(held, form)
        url = here(held) if here is not None else request.path
        if undo is None:
            messages.success(request, told)
        else:
            done_with_undo(request, told, url=url, fields=undo(before), now=values(find()))
        return redirect(onward or url)

    def again() -> HttpResponse:
        held = find()
        form.values = merged(request, form.values, values(held))
        return shown(held, form)

    return acted(request, form, change, shown=again, places=places)


def acted(
    request: PageRequest,
    form: Filled,
    act: Callable[[], HttpResponse],
    *,
    shown: Callable[[], HttpResponse],
    places: Places | None = None,
) -> HttpResponse:
    """What `act` answers, done once; refused, the form as `shown`, with what is wrong beside its fields."""
    try:
        return once(request, act)
    except DomainError as error:
        if callable(places):
            form.refuse(places(error))
        else:
            form.refuse(error, **(places or {}))
        return shown()


def pressed(
    request: PageRequest, act: Callable[[], HttpResponse], *, back: str, gone: str = ""
) -> HttpResponse:
    """What `act` answers, done once; refused, `back` with the reason, or to `gone` from what is not there."""
    try:
        return once(request, act)
    except DomainError as error:
        messages.error(request, error.reason)
        return redirect(gone if gone and isinstance(error, NotFound) else back)
