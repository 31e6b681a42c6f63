"""The field of addresses, one to a line: what each is, what was found there, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from monitoring.addresses import Address, address_read, addresses_named
from monitoring.selectors import checks_watching
from monitoring.services import checks_try
from monitoring.services.trying import MOST
from statuspage.exceptions import DomainError, FieldError, Invalid
from statuspage.models import Page
from web.dashboard.checks.traces import Tried
from webhooks.services.watching import Watch


@dataclass
class Line:
    """One address as it was written, with its name; `tried` and `wrong` are what came of it."""

    number: int
    written: str
    name: str
    address: Address | None = None
    tried: Tried | None = None
    wrong: list[str] = field(default_factory=list)


def values_fresh() -> dict[str, Any]:
    """Of a field in which nothing is written yet."""
    return {"addresses": "", "names": {}}


def values_sent(data: QueryDict) -> dict[str, Any]:
    """As a form says: the text, and by address the names that were given to some."""
    names = dict(zip(data.getlist("of"), data.getlist("called"), strict=False))
    return {"addresses": data.get("addresses", "").replace("\r\n", "\n"), "names": names}


def lines_of(values: Mapping[str, Any]) -> list[Line]:
    """Each address once; a name that was given stays, and the others follow from their hosts."""
    written = dict.fromkeys(line.strip() for line in values["addresses"].split("\n"))
    # One more than there may be, so that it is known that there are too many.
    few = islice(filter(None, written), MOST + 1)
    lines = [Line(number, text, "") for number, text in enumerate(few)]
    for line in lines:
        try:
            line.address = address_read(line.written)
        except Invalid as invalid:
            line.wrong = [one.detail for one in invalid.errors]
    good = [line for line in lines if line.address is not None]
    for line, name in zip(
        good, addresses_named([line.address for line in good if line.address]), strict=True
    ):
        line.name = values["names"].get(line.written, "").strip() or name
    return lines


def lines_try(page: Page, lines: list[Line]) -> None:
    """Find out how each is, side by side. Raises `Busy`, and `Invalid` for too many."""
    _few(lines)
    known = checks_watching(page, [line.address for line in lines if line.address]) if page.pk else set()
    open_lines = []
    for line in lines:
        if line.written in known:
            line.wrong.append(_("This page watches it already."))
        elif line.address is not None:
            open_lines.append((line, line.address))
    found = checks_try(page=page, asked=[(one.kind, one.target) for _line, one in open_lines])
    for (line, _address), told in zip(open_lines, found, strict=True):
        if isinstance(told, Invalid):
            line.wrong.extend(dict.fromkeys(one.detail for one in told.errors))
        else:
            line.tried = Tried.of(told)


def watches_of(lines: list[Line]) -> list[Watch]:
    """What `addresses_watch` takes. Raises `Invalid` with what is wrong at `/addresses/<n>`."""
    _few(lines)
    wrong = [
        FieldError(f"/addresses/{line.number}", "invalid_address", text)
        for line in lines
        for text in line.wrong
    ]
    if wrong:
        raise Invalid(wrong)
    return [Watch(line.address, line.name) for line in lines if line.address]


def lines_refused(lines: list[Line], error: DomainError) -> DomainError:
    """Say beside each line what is wrong with it; gives what is left to say of the field as a whole."""
    if not isinstance(error, Invalid):
        return error
    left = []
    for one in error.errors:
        number = one.pointer.removeprefix("/addresses/").partition("/")[0]
        if not number.isdigit() or int(number) >= len(lines):
            left.append(one)
        elif one.detail not in lines[int(number)].wrong:
            lines[int(number)].wrong.append(one.detail)
    if any(line.wrong for line in lines):
        detail = _("Not every line is right yet; see below.")
        left.append(FieldError("/addresses", "invalid_address", detail))
    return Invalid(left)


def _few(lines: list[Line]) -> None:
    if not lines:
        raise Invalid.at("/addresses", "required", _("Write at least one address."))
    if len(lines) > MOST:
        detail = _("At most %(most)d at a time; add the others after these.") % {"most": MOST}
        raise Invalid.at("/addresses", "too_many", detail)
