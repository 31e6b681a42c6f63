"""F02: a database that hangs. A relay between client and server stops passing anything on."""

import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
import pytest
from django.db import OperationalError
from pytest_django import DjangoDbBlocker

from config.postgresql import base
from config.settings import stores

PATIENCE = 20
"""Seconds after which a test that hangs is called hung; what is tested takes two."""


class Relay:
    """Listens on ``port`` and passes bytes to a server until ``hang`` is called."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._flows = threading.Event()
        self._flows.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def hang(self) -> None:
        self._flows.clear()

    def resume(self) -> None:
        self._flows.set()

    def close(self) -> None:
        self._flows.set()
        for each in self._sockets:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            self._sockets += [client, server]
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        except OSError:
            pass
        finally:
            sink.close()


@pytest.fixture
def relay(postgres_server: str) -> Iterator[Relay]:
    parts = urlsplit(postgres_server)
    relay = Relay(parts.hostname or "127.0.0.1", parts.port or 5432)
    yield relay
    relay.close()
    base._resting_until = 0.0


@pytest.fixture
def wrapper(postgres_server: str, relay: Relay, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    parts = urlsplit(postgres_server)
    login = parts.netloc.rpartition("@")[0]
    url = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{relay.port}"))
    config = stores.postgres(environ.Env.db_url_config(url), role="web", seconds=1)
    defaults = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "TIME_ZONE": None}
    wrapper = base.DatabaseWrapper({**defaults, **config}, alias="hanging")
    wrapper.inc_thread_sharing()
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()


def ends(act: Any) -> list[BaseException]:
    """What ``act`` raised; fails when it does not end at all."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "it waits for ever"
    return raised


def ask(wrapper: Any) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("select 1")


def test_F02_it_gives_up_on_a_server_that_hangs_and_comes_back(wrapper: Any, relay: Relay):
    assert ends(lambda: ask(wrapper)) == []
    relay.hang()
    (error,) = ends(lambda: ask(wrapper))
    assert isinstance(error, OperationalError)
    wrapper.close()
    (error,) = ends(lambda: ask(wrapper))
    assert "a moment ago" in str(error)
    relay.resume()
    base._resting_until = 0.0
    assert ends(lambda: ask(wrapper)) == []


def test_F02_it_finds_a_kept_connection_dead_and_does_not_wait_a_second_time(wrapper: Any, relay: Relay):
    assert ends(lambda: ask(wrapper)) == []
    relay.hang()
    wrapper.health_check_done = False
    (error,) = ends(lambda: ask(wrapper))
    assert "a moment ago" in str(error)


def test_F02_it_gives_up_on_a_server_that_does_not_let_it_in(wrapper: Any, relay: Relay):
    relay.hang()
    (error,) = ends(lambda: ask(wrapper))
    assert isinstance(error, OperationalError)
    (error,) = ends(lambda: ask(wrapper))
    assert "a moment ago" in str(error)


def test_it_ends_a_slow_statement_and_keeps_the_connection(wrapper: Any):
    def sleep() -> None:
        with wrapper.cursor() as cursor:
            cursor.execute("select pg_sleep(10)")

    (error,) = ends(sleep)
    assert "statement timeout" in str(error)
    assert ends(lambda: ask(wrapper)) == []
