"""Tables for spreadsheets: CSV that can be opened without harm."""

import csv
import io
import re
from collections.abc import Iterable, Mapping

# What a spreadsheet would take for a formula (OWASP, "CSV Injection"), in wide letters too.
_FORMULA = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def table_write(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The table as CSV; no cell begins with what a spreadsheet would compute, such ones get an apostrophe."""
    columns = list(columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(row.get(column, "")) for column in columns])
    return out.getvalue()


def cell_read(cell: str) -> str:
    """What a cell said before it was made harmless."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
