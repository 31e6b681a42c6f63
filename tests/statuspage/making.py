"""Rows that tests of the ground floor begin with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
BY = Actor(kind="user", uid="ada000000000", label="Ada")
CHECK = Actor(kind="check", uid="chk000000000", label="Ping")


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def make_page(slug: str = "status", **settings: Any) -> Page:
    organization = services.organization_create(name="Acme", by=BY, now=NOW)
    return services.page_create(organization=organization, name="Acme", slug=slug, by=BY, now=NOW, **settings)


def make_component(page: Page, name: str = "API", **settings: Any) -> Component:
    return services.component_create(page=page, name=name, by=BY, **{"now": NOW, **settings})
