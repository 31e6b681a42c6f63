from tests.api.statuspage.management.row import Row

ROWS: tuple[Row, ...] = ()
