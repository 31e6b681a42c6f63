"""Finding the services that some tests need: PostgreSQL, Redis, Chromium."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def unavailable(service: str, reason: str) -> str:
    """Skips the test that asked, by name and reason; fails it under ``REQUIRE_SERVICES=1``."""
    message = f"{service}: {reason}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def postgres_server() -> tuple[str, str]:
    """The URL of a PostgreSQL server on which databases may be created, else "" and the reason."""
    url = os.environ.get("CANDOR_TEST_DATABASE_URL") or POSTGRES
    try:
        with psycopg.connect(url, connect_timeout=3, autocommit=True) as connection:
            row = connection.execute(
                "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        return "", f"no server to use at 127.0.0.1:5432 or CANDOR_TEST_DATABASE_URL ({reason})"
    if not row or not row[0]:
        return "", "the user of CANDOR_TEST_DATABASE_URL may not create databases"
    return url, ""


@contextlib.contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The URL of a fresh empty database, dropped at the end whoever is still connected."""
    name = f"candor_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')


@contextlib.contextmanager
def redis_server(program: str) -> Iterator[str]:
    """The URL of a Redis of our own on a free port, ended afterwards."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="candor-redis-") as directory:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"redis://127.0.0.1:{port}/0"
        try:
            _wait_for_redis(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def chromium_path() -> str:
    """The Chromium on this machine, or ""."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def free_port() -> int:
    """A TCP port on which nothing listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def bare_environment(**variables: str) -> dict[str, str]:
    """An environment for a process of the product: the machine's, without anyone's settings of Candor."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CANDOR_", "DJANGO_", "PYTEST_")) and name not in {"PORT", "SITES"}
    }
    return {**kept, **variables}


def _wait_for_redis(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    with redis.Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
                return
            except redis.ConnectionError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
