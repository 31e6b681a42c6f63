"""Fixtures for all tests: the services that some need, and the cast."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection

from tests import services
from tests.lasting import keep_lasting
from tests.migrated import migrated_copy

pytest_plugins = ("tests.cast", "tests.keyring", "tests.provider", "tests.standing")

# The same examples in every run, so that a clone that was green stays green; more and other ones with
# HYPOTHESIS_PROFILE=explore. No deadline: a busy machine is no failure.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes and waits for them goes first, so that no worker is left alone with it."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("faults", "scaled")))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: the collector of garbage looks through none of it.

    What tests leave is little, so that it need not look for that as often either.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than cores, where one of them mostly waits for the processes that it has started."""
    cores = yield
    return cores if "CANDOR_TEST_DATABASE_URL" in os.environ else cores + 1


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's file is laid down by us, and removed with the directory that it lies in."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the database is a copy of one that is migrated already."""
    if connection.vendor == "sqlite":
        migrated_copy(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The databases, once they are made, keep what is the same for every test."""
    keep_lasting()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server on which databases may be created."""
    url, reason = services.postgres_server()
    return url or services.unavailable("PostgreSQL", reason)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh empty PostgreSQL database, for processes of their own."""
    with services.postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a Redis that this test session alone uses."""
    program = shutil.which("redis-server")
    if program is None:
        services.unavailable("Redis", "redis-server is not installed")
        return
    with services.redis_server(program) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    return services.chromium_path() or services.unavailable("Chromium", "chromium is not installed")
