"""No line of the log tells how to ping a heartbeat."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from api.healthchecks.pings import outages, views
from config.logs import JsonFormatter
from monitoring.models import Check


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What stands in the log, of a process that has just begun."""
    monkeypatch.setattr(outages, "_told_at", None)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def addresses(check: Check) -> list[str]:
    return [f"/ping/{check.code}/fail", f"/ping/{check.page.ping_key}/{check.slug}", f"/ping/{check.code}"]


def test_E17_it_tells_of_an_outage_once_and_of_no_ping(
    client: Client, check: Check, log: io.StringIO
) -> None:
    paths = addresses(check)

    def away(*args: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        assert [client.get(path).status_code for path in paths] == [503] * 3

    (line,) = log.getvalue().splitlines()
    assert "The database is away, so pings are answered 503: gone" in line
    assert "/ping/" not in line


def test_E17_it_tells_of_an_error_and_not_how_to_ping(
    client: Client, check: Check, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {str(check.code), check.page.ping_key}

    def broken(request: HttpRequest, *args: object) -> None:
        (secret,) = [one for one in secrets if one in request.path]
        raise RuntimeError(f"no ping of {secret.upper()} or {secret}")

    monkeypatch.setattr(views, "_take", broken)
    client.raise_request_exception = False

    assert [client.get(path).status_code for path in addresses(check)] == [500] * 3

    lines = log.getvalue().splitlines()
    assert ["RuntimeError: no ping of ... or ..." in line for line in lines] == [True] * 3
    assert not [one for one in secrets if one.lower() in log.getvalue().lower()]


def test_it_leaves_other_words_alone_when_a_path_is_short(log: io.StringIO) -> None:
    logging.getLogger("django.request").error("e", extra={"request": RequestFactory().get("/ping/e/level")})

    assert json.loads(log.getvalue())["level"] == "ERROR"
