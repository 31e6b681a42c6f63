"""Every screen of the dashboard and of the public page with as much on it as there comes.

python bench/screens.py [words of addresses...]

2,000 checks, 500 incidents, 200 components, 50 maintenances, 1,000 subscribers, 5,000 deliveries, events and
requests, 50 of whatever else there is. Each screen's processor time stands beside that of a screen with
nothing in the same frame, the best of some rounds in turns. Uses an SQLite database in a temporary
directory, and a PostgreSQL server where one answers.
"""

import sys
import time

from workbench import IS_CHILD, on_postgres, set_up

set_up()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402

from config import urls  # noqa: E402
from statuspage.models import Membership, Organization, Page, User  # noqa: E402
from tests.browser.screens import SCREENS, address_of, world  # noqa: E402
from tests.crowd import FULL, VISITED, crowd  # noqa: E402
from web.dashboard.access import PageRequest, of_a_page  # noqa: E402
from web.dashboard.screens import screen  # noqa: E402

ROUNDS = 5
EMPTY = "/empty/status"
SLOWEST = 12
"""So many are printed of PostgreSQL."""


def main(*words: str) -> None:
    """Print the figures."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.perf_counter()
    client, addresses = _world()
    if not IS_CHILD:
        print(f"laid down in {time.perf_counter() - began:.0f} s; SQLite; ms of processor, best of {ROUNDS}")
    addresses = {row: at for row, at in addresses.items() if not words or any(one in row for one in words)}
    figures = [_measured(client, at) for at in addresses.values()]
    if IS_CHILD:
        for queries, took, empty in figures:
            print(queries, took, empty)
        return
    _tell(list(zip(addresses, figures, strict=True)))
    there = on_postgres(*words)
    if there is not None:
        found = [(int(there[n]), there[n + 1], there[n + 2]) for n in range(0, len(there), 3)]
        slowest = sorted(zip(addresses, found, strict=True), key=lambda one: -one[1][1])[:SLOWEST]
        print(f"PostgreSQL, the {len(slowest)} slowest (processor time of ours alone)")
        _tell(slowest)


def _tell(figures: list[tuple[str, tuple[int, float, float]]]) -> None:
    print(f"{'screen':55} {'queries':>7} {'ms':>7} {'empty':>6} {'ratio':>6}")
    for row, (queries, took, empty) in figures:
        print(f"{row or 'overview':55} {queries:7d} {took:7.1f} {empty:6.1f} {took / empty:6.1f}")


def _measured(client: Client, address: str) -> tuple[int, float, float]:
    """Queries, milliseconds of processor time, and the same of the screen with nothing on it."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    asked = len(queries)
    took, empty = [], []
    for _round in range(ROUNDS):
        empty.append(_timed(client, EMPTY))
        took.append(_timed(client, address))
    return asked, min(took), min(empty)


def _timed(client: Client, address: str) -> float:
    began = time.thread_time()
    client.get(address)
    return (time.thread_time() - began) * 1000


@of_a_page()
def _empty(request: PageRequest, page: Page) -> HttpResponse:
    return screen(request, page, "base", section="", context={}, title="Nothing")


def _world() -> tuple[Client, dict[str, str]]:
    """Its owner's browser, and the addresses by the rows of the tables."""
    urls.urlpatterns.insert(0, path("empty/<slug:ref>", _empty))
    organization = Organization.objects.create(name="Bench")
    people = [User.objects.create_user(f"{name}@acme.example", first_name=name) for name in ("Olive", "Tom")]
    for user, role in zip(people, ("owner", "member"), strict=True):
        Membership.objects.create(organization=organization, user=user, role=role)
    page = Page.objects.create(organization=organization, name="Bench", slug="status")
    names = world(page, people[1])
    crowd(page, names, FULL)
    connection.cursor().execute("ANALYZE")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(people[0])
    rows = {row: address_of(row, names) for row in SCREENS}
    return client, {**rows, **{f"public {row}": row.format_map(names) for row in VISITED}}


if __name__ == "__main__":
    main(*sys.argv[1:])
