"""What the tests of the native API talk about."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Page

PAGE = "/api/v1/pages/status/"


@pytest.fixture
def component(page: Page) -> Component:
    """A component of the page, operational."""
    return services.component_create(page=page, name="REST API", by=Actor.system())


@pytest.fixture
def group(page: Page) -> ComponentGroup:
    """A group of the page, empty."""
    return services.group_create(page=page, name="Core", by=Actor.system())


@pytest.fixture
def other_component(other_page: Page) -> Component:
    """A component of another organization's page."""
    return services.component_create(page=other_page, name="Theirs", by=Actor.system())


@pytest.fixture
def incident(api: APIClient, component: Component) -> dict[str, Any]:
    """An open incident, as it was answered."""
    body = {
        "name": "Elevated errors",
        "body": "We look into it.",
        "components": [{"component": component.uid, "status": "partial_outage"}],
    }
    answer = api.post(f"{PAGE}incidents/", body, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


@pytest.fixture
def new_check(component: Component) -> Callable[..., dict[str, Any]]:
    """The body of a check, with what is given on top."""

    def new_check(**fields: Any) -> dict[str, Any]:
        return {
            "kind": "http",
            "name": "API health",
            "slug": "api-health",
            "component": component.uid,
            "target": {"url": "http://127.0.0.1:18799/health"},
            "interval_seconds": 60,
            "timeout_seconds": 10,
            **fields,
        }

    return new_check
