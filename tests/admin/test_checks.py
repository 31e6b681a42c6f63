import json

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from monitoring.models import Check, CheckRegion
from monitoring.services import check_create
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, User
from statuspage.services import component_create
from tests.admin.forms import errors_of, form_values, send
from tests.rows import each

ADD = "/admin/monitoring/check/add/"
LIST = "/admin/monitoring/check/"
CANARY = "c4n4ry"
TARGET = {
    "url": "https://acme.example/",
    "headers": {"Authorization": f"Bearer {CANARY}"},
    "auth": {"type": "basic", "username": "me", "password": CANARY},
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="Search", by=Actor.system())


@pytest.fixture
def check(page: Page) -> Check:
    return check_create(page=page, kind="http", name="Site", target=TARGET, by=Actor.system())


def change(check: Check) -> str:
    return f"{LIST}{check.pk}/change/"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("http", {"url": "https://acme.example/"}),
        ("tcp", {"host": "acme.example", "port": 5432}),
        ("heartbeat", {"period_seconds": 3600, "grace_seconds": 300}),
    ],
)
def test_it_adds_a_check(
    operator_client: Client, page: Page, component: Component, kind: str, target: dict[str, object]
):
    said = {"name": "Site", "tags": "a b", "component": component.pk, "target": json.dumps(target)}
    assert errors_of(send(operator_client, ADD, page=page.pk, kind=kind, **said)) == {}
    check = Check.objects.get()
    assert (check.kind, check.slug, check.tags, check.component) == (kind, "site", "a b", component)
    assert CheckRegion.objects.filter(check_row=check).exists() == (kind != "heartbeat")
    assert Event.objects.get(kind="check.created").actor_label == "Opal"
    assert LogEntry.objects.get().object_id == str(check.pk)


@each(
    ("wrong", "field"),
    [
        ({"target": '{"url": "gopher://acme.example/"}'}, "target"),
        ({"target": '{"no": 1}'}, "target"),
        ({"target": "[]"}, "target"),
        ({"target": "no JSON"}, "target"),
        ({"interval_seconds": "1"}, "interval_seconds"),
        ({"timeout_seconds": "60"}, "timeout_seconds"),
        ({"tags": "x" * 501}, "tags"),
    ],
)
def test_it_says_beside_the_field_what_the_service_refuses(
    operator_client: Client, page: Page, wrong: dict[str, str], field: str
):
    good = {"name": "Site", "target": '{"url": "https://acme.example/"}'}
    response = send(operator_client, ADD, page=page.pk, kind="http", **{**good, **wrong})
    assert list(errors_of(response)) == [field]
    assert not Check.objects.exists()


def test_it_changes_a_check_and_keeps_its_secrets(
    operator_client: Client, check: Check, component: Component
):
    values = form_values(operator_client, change(check))
    assert CANARY not in str(values)
    target = json.loads(values["target"]) | {"url": "https://acme.example/new"}
    changes = {
        "interval_seconds": 300,
        "timeout_seconds": 20,
        "effect": "incident",
        "component": component.pk,
    }
    response = send(operator_client, change(check), target=json.dumps(target), **changes)
    assert errors_of(response) == {}
    check.refresh_from_db()
    assert (check.interval_seconds, check.timeout_seconds, check.effect) == (300, 20, "incident")
    assert check.component == component
    assert check.target["url"] == "https://acme.example/new"
    assert check.target["headers"] == TARGET["headers"]
    assert check.target["auth"] == TARGET["auth"]
    assert Event.objects.get(kind="check.updated").actor_label == "Opal"


def test_it_changes_nothing_when_nothing_changed(operator_client: Client, check: Check):
    assert errors_of(send(operator_client, change(check))) == {}
    assert not Event.objects.filter(kind="check.updated").exists()
    check.refresh_from_db()
    assert check.version == 1


def test_it_calls_things_by_their_name(operator_client: Client, check: Check):
    content = operator_client.get(change(check)).content.decode()
    assert "TLS certificate expires at" in content
    assert "Tls" not in content


def test_it_deletes_softly_and_shows_no_secret_afterwards(operator_client: Client, check: Check):
    operator_client.post(f"{LIST}{check.pk}/delete/", {"post": "yes"})
    check.refresh_from_db()
    assert check.deleted_at is not None
    assert Event.objects.get(kind="check.deleted").actor_label == "Opal"
    content = operator_client.get(change(check)).content.decode()
    assert "acme.example" in content
    assert CANARY not in content
    assert operator_client.post(change(check), {"name": "x"}).status_code == 403


def test_it_never_deletes_past_the_services(operator_client: Client, check: Check):
    chosen = {"action": "delete_selected", "_selected_action": [check.pk], "post": "yes"}
    operator_client.post(LIST, chosen)
    check.refresh_from_db()
    assert check.deleted_at is None
    assert b"delete_selected" not in operator_client.get(LIST).content


def test_it_lets_nobody_write_who_runs_nothing(outsider: User, check: Check):
    client = Client()
    client.force_login(outsider)
    for is_staff in (False, True):
        User.objects.filter(pk=outsider.pk).update(is_staff=is_staff)
        for address in (ADD, change(check)):
            assert client.post(address, {"name": "Mine"}, follow=True).status_code == 403
    assert list(Check.objects.values_list("name", flat=True)) == ["Site"]
