"""The working calls of all areas."""

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.rows import (
    access_grants,
    access_groups,
    access_users,
    components,
    embed,
    groups,
    incidents,
    metrics,
    organizations,
    pages,
    postmortems,
    providers,
    subscribers,
    templates,
)

AREAS = (
    pages,
    embed,
    components,
    groups,
    incidents,
    postmortems,
    templates,
    subscribers,
    metrics,
    providers,
    access_users,
    access_groups,
    access_grants,
    organizations,
)
ROWS: tuple[Row, ...] = tuple(row for area in AREAS for row in area.ROWS)
