"""A pytest plugin that leaves out what tells nothing more on another database: once is enough for that.

That is what never asks for the database, and what is marked `any_database`. The rule for the mark: the test
holds what is refused, said or left unsaid, call by call over a whole table, and every statement that its
calls send is sent by an unmarked test as well. What turns on locks, on transactions, on letter case, on the
ranges of numbers and texts, on JSON or on the order of rows is never marked.
"""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that ask for the database by fixture or by mark, and not for any."""
    kept = [item for item in items if _asks(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks(item)])
    items[:] = kept


def _asks(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database") is not None:
        return False
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db", "django_db_reset_sequences"} & set(fixtures)
    )
