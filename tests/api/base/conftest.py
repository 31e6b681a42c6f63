"""All tests here talk to the small door."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/api/base/" in str(item.path):
            item.add_marker(pytest.mark.urls("tests.api.base.urls"))
