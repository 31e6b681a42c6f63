import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from apikeys.models import ApiKey
from apikeys.selectors import key_authenticate
from apikeys.services import key_issue
from statuspage.actor import Actor
from statuspage.models import Event, Organization, Page, User
from tests.admin.forms import errors_of, send

ADD = "/admin/apikeys/apikey/add/"
LIST = "/admin/apikeys/apikey/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def key(organization: Organization, page: Page) -> ApiKey:
    return key_issue(
        organization=organization, name="Deploys", scopes=["read"], pages=[page], by=Actor.system()
    ).key


def secrets_in(response) -> list[str]:
    return re.findall(r"cdr_[A-Za-z0-9]{28}", response.content.decode())


def test_it_issues_a_key_and_shows_its_secret_once(
    operator_client: Client, organization: Organization, page: Page
):
    response = send(
        operator_client, ADD, organization=organization.pk, name="Deploys", scopes=["full"], pages=[page.pk]
    )
    assert errors_of(response) == {}
    key = ApiKey.objects.get(name="Deploys")
    assert list(key.pages.all()) == [page]
    assert (key.created_by, "checks:write" in key.scopes) == ("Opal", True)
    (secret,) = secrets_in(operator_client.get(LIST))
    assert key_authenticate(secret) == key
    for address in (LIST, f"{LIST}{key.pk}/change/", f"{LIST}{key.pk}/history/", "/admin/"):
        assert secrets_in(operator_client.get(address)) == []
    event = Event.objects.get(kind="key.issued")
    assert (event.subject_uid, event.actor_label) == (key.uid, "Opal")
    assert LogEntry.objects.get().object_id == str(key.pk)
    assert secret not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"pages": []}, "pages"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "expires_at"),
        ({"limit_per_minute": "0"}, "limit_per_minute"),
    ],
)
def test_it_says_beside_the_field_what_the_service_refuses(
    operator_client: Client, organization: Organization, page: Page, wrong: dict[str, object], field: str
):
    good = {"organization": organization.pk, "name": "Deploys", "scopes": ["read"], "pages": [page.pk]}
    response = send(operator_client, ADD, **{**good, **wrong})
    assert list(errors_of(response)) == [field]
    assert not ApiKey.objects.exists()


def test_it_refuses_pages_of_somebody_else(operator_client: Client, key: ApiKey, other_page: Page):
    response = send(operator_client, f"{LIST}{key.pk}/change/", pages=[other_page.pk])
    assert list(errors_of(response)) == ["pages"]


def test_it_changes_what_a_key_may_do(operator_client: Client, key: ApiKey):
    changes = {"name": "Robots", "scopes": ["checks:write"], "all_pages": "on", "pages": []}
    response = send(
        operator_client,
        f"{LIST}{key.pk}/change/",
        **changes,
        expires_at_0="2999-01-01",
        expires_at_1="00:00:00",
    )
    assert errors_of(response) == {}
    key.refresh_from_db()
    assert (key.name, key.scopes, key.all_pages) == ("Robots", ["checks:write"], True)
    assert key.expires_at is not None
    event = Event.objects.get(kind="key.updated")
    assert set(event.after or {}) == {"name", "scopes", "all_pages", "pages", "expires_at"}


def test_it_gives_a_new_secret_once(operator_client: Client, key: ApiKey):
    chosen = {"action": "rotate", "_selected_action": [key.pk]}
    (secret,) = secrets_in(operator_client.post(LIST, chosen, follow=True))
    assert key_authenticate(secret) == key
    assert secrets_in(operator_client.get(LIST)) == []
    assert Event.objects.filter(kind="key.rotated", actor_label="Opal").exists()
    assert LogEntry.objects.get().object_id == str(key.pk)


def test_it_changes_no_key_that_was_revoked(operator_client: Client, key: ApiKey):
    operator_client.post(LIST, {"action": "revoke", "_selected_action": [key.pk]})
    response = send(operator_client, f"{LIST}{key.pk}/change/", name="Risen")
    assert list(errors_of(response)) == ["__all__"]


def test_it_issues_nothing_to_people_who_run_nothing(outsider: User, key: ApiKey):
    client = Client()
    client.force_login(outsider)
    for address in (ADD, f"{LIST}{key.pk}/change/"):
        assert client.post(address, {"name": "Mine"}, follow=True).status_code == 403
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for address in (ADD, f"{LIST}{key.pk}/change/"):
        assert client.post(address, {"name": "Mine"}).status_code == 403
    assert list(ApiKey.objects.values_list("name", flat=True)) == ["Deploys"]
