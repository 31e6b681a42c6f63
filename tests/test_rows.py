"""Tables that pass through one world: `tests/rows.py`."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client

from statuspage.models import Page
from tests.rows import each


class Told:
    """In place of pytest's own `subtests`: the rows that failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    @contextmanager
    def test(self, name: str) -> Iterator[None]:
        try:
            yield
        except AssertionError:
            self.failed.append(name)


def test_each_row_finds_the_world_as_it_was_laid_down_and_all_that_fail_are_told(
    page: Page, client: Client
) -> None:
    found: list[Any] = []

    @each("number", [1, 2, 3, 4])
    def rename(pages: list[Page], client: Client, number: int) -> None:
        (page,) = pages
        found.append((page.name, Page.objects.get().name, len(client.cookies)))
        client.cookies["number"] = str(number)
        page.name = f"Renamed {number}"
        page.save()
        assert number % 2

    told = Told()
    rename(pages=[page], client=client, subtests=told)
    assert found == [("Acme status", "Acme status", 0)] * 4
    assert told.failed == ["2", "4"]
    assert page.name == Page.objects.get().name == "Acme status"


def test_it_takes_more_than_one_name_and_asks_for_no_fixture_of_them() -> None:
    @each(("left", "right"), [(1, 2)])
    def compare(page: Page, left: int, right: int) -> None:
        pass

    assert inspect.signature(compare).parameters.keys() == {"page", "subtests"}
