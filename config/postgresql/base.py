"""A deadline on the client's side.

``statement_timeout`` ends a slow statement while the server lives. A server that hangs (stopped, swapped
out, behind a dead link) enforces nothing, and a client would wait until TCP gives up, minutes later. So
every wait of a connection has a deadline of its own, a connection that missed it is closed, and for the next
second nobody tries again: a request meets at most one such wait.
"""

import time
from collections.abc import Generator
from types import ModuleType
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base

REST_SECONDS = 1.0
HEALTH_SECONDS = 1.0
Answer = TypeVar("Answer")
_resting_until = 0.0


class BoundedConnection(psycopg.Connection[Any]):
    """Gives up, and closes, when the server has not answered within ``deadline`` seconds (None: never)."""

    deadline: float | None = None

    def wait(
        self,
        gen: Generator[Any, Any, Answer],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Answer:
        try:
            return super().wait(gen, interval, self.deadline if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()
            _rest()
            raise psycopg.OperationalError("The database did not answer in time.") from error


_driver = ModuleType("psycopg_bounded")
_driver.__dict__.update(vars(psycopg), connect=BoundedConnection.connect)


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes ``deadline_seconds`` among its ``OPTIONS``."""

    Database = _driver

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if time.monotonic() < _resting_until:
            raise psycopg.OperationalError("The database did not answer a moment ago.")
        deadline = conn_params.pop("deadline_seconds", None)
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            _rest()
            raise
        connection.deadline = deadline
        return connection

    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.deadline is None:
            return super().is_usable()
        deadline, connection.deadline = connection.deadline, min(HEALTH_SECONDS, connection.deadline)
        try:
            return super().is_usable()
        finally:
            connection.deadline = deadline


def _rest() -> None:
    # One server, one breaker for all threads; a float is set atomically.
    global _resting_until
    _resting_until = time.monotonic() + REST_SECONDS
