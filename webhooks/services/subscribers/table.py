"""Lists of subscribers as tables: CSV as spreadsheets write it."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.tables import cell_read

MAX_LINES = 10_000
COLUMNS = (
    "kind",
    "address",
    "scope",
    "components",
    "incident",
    "language",
    "digest",
    "contact_email",
    "state",
)
"""What an exported list holds, beside when each subscription was made; of these `address` is needed."""
_LONGEST_CELL = 10_000


def table_read(text: str, *, pointer: str = "/csv") -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table with their numbers, the first line of the text being line 1, empty ones left out.

    The first line names the columns, in any order and spelling of case; unknown ones are left out. Commas,
    semicolons or tabs divide. Raises `Invalid` for what is no such table, or too long.
    """
    text = text.removeprefix("\ufeff")
    head = text.lstrip().partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(head), skipinitialspace=True)
    names: list[str] | None = None
    count, last = 0, 0
    try:
        for row in rows:
            line, last = last + 1, rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            if names is None:
                names = [cell.strip().lower() for cell in row]
                if names.count("address") != 1:
                    raise Invalid.at(
                        pointer, "no_address_column", _("The first line must name a column “address”.")
                    )
                continue
            count += 1
            if count > MAX_LINES:
                raise Invalid.at(
                    pointer,
                    "too_many",
                    _("This has more than %(limit)d lines; divide it.") % {"limit": MAX_LINES},
                )
            yield line, _cells(names, row)
    except csv.Error:
        raise Invalid.at(
            pointer, "not_csv", _("This cannot be read as CSV, after line %(line)d.") % {"line": last}
        ) from None
    if names is None:
        raise Invalid.at(pointer, "required", _("This must not be empty."))


def _delimiter(head: str) -> str:
    return max((",", ";", "\t"), key=head.count)


def _cells(names: list[str], row: list[str]) -> dict[str, str]:
    cells = {name: cell.strip()[:_LONGEST_CELL] for name, cell in zip(names, row, strict=False)}
    return {name: cell_read(cells[name]) for name in COLUMNS if name in cells}
