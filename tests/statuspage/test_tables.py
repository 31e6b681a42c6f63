"""X25: what a table holds, and what a spreadsheet makes of it."""

import csv
import io

from statuspage.tables import cell_read, table_write


def test_no_cell_is_a_formula_and_each_comes_back_as_it_was():
    begins = "=+-@\t\uff1d\uff0b\uff0d\uff20"
    cells = [f'{first}HYPERLINK("//evil.example")' for first in begins] + ["plain", "1 = 1", "'quoted"]
    rows = list(csv.DictReader(io.StringIO(table_write(["name"], [{"name": cell} for cell in cells]))))
    assert not [row for row in rows if row["name"].startswith(tuple(begins))]
    assert [cell_read(row["name"]) for row in rows] == cells
