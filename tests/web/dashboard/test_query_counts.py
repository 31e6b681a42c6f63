"""No screen asks the database more often the more there is to show."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from statuspage.models import Page, User
from tests.browser.screens import SCREENS, address_of, world
from tests.crowd import VISITED, Sizes, crowd
from tests.web.dashboard.conftest import As


def test_it_asks_as_often_for_much_as_for_little(as_: As, page: Page, teammate: User):
    names = world(page, teammate)
    addresses = [address_of(row, names) for row in SCREENS] + [row.format_map(names) for row in VISITED]
    browser = as_("owner")
    # Enough to fill what is bounded: the first few drafts of the overview, work that clashes.
    crowd(page, names, Sizes.all_of(24))
    browser.get(addresses[1])
    little = {at: _queries(browser, at) for at in addresses}
    crowd(page, names, Sizes.all_of(48), batch="b")
    much = {at: _queries(browser, at) for at in addresses}
    assert {at: (little[at], much[at]) for at in addresses if much[at] > little[at]} == {}


def _queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    return len(asked)
