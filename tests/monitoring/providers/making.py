"""Queries to the services that metrics are fetched from, and the services as far as tests need them."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_httpserver import HTTPServer

from monitoring.models import MetricsProvider
from monitoring.providers import PROVIDERS, Access, Client, Point, Query
from monitoring.services import provider_create
from statuspage.models import Page
from tests.monitoring.making import BY

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
EPOCH = int(START.timestamp())
SECRETS = {"api_key": "key-1", "api_token": "token-1", "application_key": "app-1", "password": "word-1"}


def at(minute: int) -> datetime:
    """So many minutes after the beginning."""
    return START + timedelta(minutes=minute)


def ask(
    httpserver: HTTPServer,
    kind: str,
    identifier: str,
    *,
    transform: str = "average",
    application_id: str = "",
    minutes: int = 10,
    step: int = 60,
    email: str = "",
    secrets: Mapping[str, str] = SECRETS,
    path: str = "",
    seconds: float = 20.0,
) -> Sequence[Point]:
    """What a driver finds at a local server that speaks its API."""
    query = Query(
        identifier=identifier,
        transform=transform,
        application_id=application_id,
        start=START,
        end=at(minutes),
        step=step,
    )
    access = Access(base=httpserver.url_for(path).rstrip("/"), email=email, secrets=secrets)
    with Client(access, ends=time.monotonic() + seconds) as client:
        return PROVIDERS[kind].fetch(client, query)


def asked(httpserver: HTTPServer) -> list[Any]:
    """The requests that came, in their order."""
    return [request for request, _response in httpserver.log]


def make_provider(
    page: Page, httpserver: HTTPServer, kind: str = "prometheus", **given: Any
) -> MetricsProvider:
    """A provider that is asked at the local server."""
    settings = {"base_url": httpserver.url_for("").rstrip("/"), "by": BY, "kind": kind, **given}
    return provider_create(page=page, **settings)
