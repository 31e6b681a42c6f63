"""What the management API grants and takes is seen, or gone, at the very next request of the viewer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from monitoring.services import metric_create
from statuspage.admission import cookie_name
from statuspage.models import AudienceMember, Page
from statuspage.services import component_create, component_delete
from tests.web.public.doors import BY, close, ticket_of

Send = Callable[..., Any]
ASKED = ("/", "/history", "/api/v2/summary.json", "/api/v2/components.json")


@pytest.fixture
def send(page: Page, full_key: IssuedKey) -> Send:
    """Sends JSON below the page's management API."""
    client = Client(headers={"Authorization": f"OAuth {full_key.secret}"})

    def send(method: str, path: str, body: Any = None) -> Any:
        path = f"/v1/pages/{page.uid}/{path}"
        answer = client.generic(method, path, json.dumps(body or {}), content_type="application/json")
        assert answer.status_code < 300, answer.content
        return json.loads(answer.content or "null")

    return send


@pytest.fixture
def viewer(page: Page, send: Send) -> Client:
    """The browser of a viewer who signed in and was granted nothing yet."""
    close(page, "restricted")
    made = send("POST", "page_access_users", {"page_access_user": {"email": "vera@customer.example"}})
    client = Client()
    client.cookies[cookie_name(page)] = ticket_of(page, AudienceMember.objects.get(uid=made["id"]))
    return client


def seen(viewer: Client, name: str) -> set[str]:
    """The addresses that name something."""
    return {path for path in ASKED if name in viewer.get(path).content.decode()}


def test_a_component_comes_and_goes_with_each_change(page: Page, send: Send, viewer: Client) -> None:
    component = component_create(page=page, name="Payroll", by=BY)
    component_create(page=page, name="Warehouse", by=BY)
    one = f"page_access_users/{AudienceMember.objects.get().uid}"
    ids = {"component_ids": [component.uid]}
    everywhere = {"/", "/api/v2/summary.json", "/api/v2/components.json"}
    assert seen(viewer, "Payroll") == set()
    send("PATCH", f"{one}/components", ids)
    assert seen(viewer, "Payroll") == everywhere
    send("DELETE", f"{one}/components")
    assert seen(viewer, "Payroll") == set()
    group = send("POST", "page_access_groups", {"page_access_group": {"name": "Customers", **ids}})["id"]
    assert seen(viewer, "Payroll") == set()
    send("PATCH", one, {"page_access_user": {"page_access_group_ids": [group]}})
    assert seen(viewer, "Payroll") == everywhere
    send("DELETE", f"page_access_groups/{group}")
    assert seen(viewer, "Payroll") == set()
    send("POST", f"components/{component.uid}/page_access_users", {"page_access_user_ids": [one[-12:]]})
    assert seen(viewer, "Payroll") == everywhere
    component_delete(component=component, by=BY)
    # The last one went: that is nothing, not everything.
    assert seen(viewer, "Payroll") == seen(viewer, "Warehouse") == set()
    send("DELETE", one)
    assert viewer.get("/api/v2/summary.json").status_code == 404


def test_a_metric_comes_and_goes_with_each_change(page: Page, send: Send, viewer: Client) -> None:
    metric = metric_create(page=page, name="Payslips", by=BY)
    one = f"page_access_users/{AudienceMember.objects.get().uid}"
    assert seen(viewer, "Payslips") == set()
    send("PATCH", f"{one}/metrics", {"metric_ids": [metric.uid]})
    assert seen(viewer, "Payslips") == {"/"}
    send("DELETE", f"{one}/metrics/{metric.uid}")
    assert seen(viewer, "Payslips") == set()
