"""The order of a page in a form: as a whole, or one step of one thing."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from statuspage.exceptions import Invalid
from statuspage.selectors import Place

_MOST = 20_000
GROUP, COMPONENT, END = "g:", "c:", "/"


def written(order: Sequence[Place]) -> str:
    """`g:uid c:uid c:uid / c:uid`: a group holds what follows, up to the slash."""
    words: list[str] = []
    for place in order:
        members = [f"{COMPONENT}{uid}" for uid in place.components]
        words += [f"{GROUP}{place.group}", *members, END] if place.group else members
    return " ".join(words)


def read(text: str) -> list[Place]:
    """The same backwards. Raises `Invalid` (`/order`) for what cannot be read."""
    found: list[Place] = []
    group, members = "", list[str]()
    for word in text.split(maxsplit=_MOST):
        if word.startswith(COMPONENT):
            if group:
                members.append(word.removeprefix(COMPONENT))
            else:
                found.append(Place("", (word.removeprefix(COMPONENT),)))
        elif (word.startswith(GROUP) and not group) or (word == END and group):
            if group:
                found.append(Place(group, tuple(members)))
            group, members = word.removeprefix(GROUP) if word != END else "", []
        else:
            raise Invalid.at("/order", "unreadable", _("This order cannot be read."))
    if group:
        raise Invalid.at("/order", "unreadable", _("This order cannot be read."))
    return found


def stepped(order: Sequence[Place], token: str, *, down: bool) -> list[Place]:
    """The order with one thing a step further up or down: a component also steps into groups and out.

    At the end of the page it stays where it is. Raises `Invalid` for what has no place on the page.
    """
    # A list of words, in which a group reaches from its own word to its slash.
    words = written(order).split()
    if token == END or token not in words:
        raise Invalid.at("/order", "not_found", _("There is no such component on this page any more."))
    at = words.index(token)
    if token.startswith(COMPONENT):
        to = at + (1 if down else -1)
        if 0 <= to < len(words):
            words[at], words[to] = words[to], words[at]
        return read(" ".join(words))
    places = list(order)
    index = next(number for number, place in enumerate(places) if f"{GROUP}{place.group}" == token)
    to = index + (1 if down else -1)
    if 0 <= to < len(places):
        places[index], places[to] = places[to], places[index]
    return places
