"""An operator sets up who may see a restricted page."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from monitoring.models import Metric
from statuspage.models import AudienceGroup, AudienceMember, Component, Event, Page, User
from statuspage.selectors import sight_of_member
from statuspage.services import component_create
from tests.admin.forms import errors_of, form_values, send
from tests.cast import PASSWORD
from tests.statuspage.making import BY
from webhooks.models import Subscription

MEMBER, GROUP = "/admin/statuspage/audiencemember/", "/admin/statuspage/audiencegroup/"
VERA = "vera@customer.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def components(page: Page) -> list[Component]:
    return [component_create(page=page, name=name, by=BY) for name in ("API", "Web")]


@pytest.fixture
def member(page: Page) -> AudienceMember:
    return AudienceMember.objects.create(page=page, email=VERA)


def change(row: AudienceMember | AudienceGroup) -> str:
    return f"{MEMBER if isinstance(row, AudienceMember) else GROUP}{row.pk}/change/"


def test_it_sets_up_a_group_and_a_member_who_see_the_page(
    operator_client: Client, page: Page, components: list[Component]
) -> None:
    metric = Metric.objects.create(page=page, name="Orders")
    answer = send(operator_client, f"{GROUP}add/", page=page.pk, name="Customers")
    group = AudienceGroup.objects.get()
    assert answer["Location"] == change(group)
    granted: dict[str, Any] = {"components": [components[0].pk], "metrics": [metric.pk]}
    assert errors_of(send(operator_client, change(group), **granted)) == {}
    answer = send(operator_client, f"{MEMBER}add/", page=page.pk, email=VERA, subscribe="on")
    member = AudienceMember.objects.get()
    assert answer["Location"] == change(member)
    more: dict[str, Any] = {"components": [components[1].pk], "groups": [group.pk], "metrics": [metric.pk]}
    assert errors_of(send(operator_client, change(member), **more)) == {}
    assert sight_of_member(member).components == frozenset(row.pk for row in components)
    assert (group.metric_audience.count(), member.metric_audience.count()) == (1, 1)
    assert Subscription.objects.get(audience_member=member).address == VERA
    kinds = Event.objects.filter(kind__startswith="audience.").values_list("kind", "actor_label").distinct()
    assert set(kinds) == {
        (f"audience.{kind}", "Opal")
        for kind in ("group_created", "group_updated", "member_created", "member_updated")
    }


def test_it_offers_only_what_is_of_the_page(
    operator_client: Client, page: Page, other_page: Page, member: AudienceMember, components: list[Component]
) -> None:
    foreign = component_create(page=other_page, name="Foreign", by=BY)
    foreign_group = AudienceGroup.objects.create(page=other_page, name="Foreign")
    content = operator_client.get(change(member)).content.decode()
    assert "API" in content
    assert "Foreign" not in content
    for wrong in ({"components": [foreign.pk]}, {"groups": [foreign_group.pk]}):
        assert set(errors_of(send(operator_client, change(member), **wrong))) == set(wrong)
    assert not member.components.exists()


def test_it_shows_what_the_service_refuses(
    operator_client: Client, page: Page, member: AudienceMember
) -> None:
    again = send(operator_client, f"{MEMBER}add/", page=page.pk, email=VERA.upper())
    assert set(errors_of(again)) == {"__all__"}
    assert "email" in errors_of(send(operator_client, f"{MEMBER}add/", page=page.pk))
    assert AudienceMember.objects.get() == member


def test_it_takes_away_what_was_granted_and_the_mails(
    operator_client: Client, member: AudienceMember, components: list[Component]
) -> None:
    on: dict[str, Any] = {"components": [row.pk for row in components], "subscribe": "on"}
    send(operator_client, change(member), **on)
    values = form_values(operator_client, change(member))
    assert values["subscribe"] == "on"
    assert len(values["components"]) == 2
    count = Event.objects.count()
    assert send(operator_client, change(member)).status_code == 302
    assert Event.objects.count() == count
    send(operator_client, change(member), components=None, subscribe=None)
    assert sight_of_member(member).components == frozenset()
    assert Subscription.objects.get().state == "unsubscribed"


def test_it_deletes_by_the_service(operator_client: Client, page: Page, member: AudienceMember) -> None:
    group = AudienceGroup.objects.create(page=page, name="Customers")
    for row in (member, group):
        address = change(row).replace("/change/", "/delete/")
        assert operator_client.get(address).status_code == 200
        assert operator_client.post(address, {"post": "yes"}).status_code == 302
    assert (AudienceMember.objects.count(), AudienceGroup.objects.count()) == (0, 0)
    assert Event.objects.filter(kind__endswith="_deleted").count() == 2


def test_it_shows_the_rows_to_whoever_may_only_look(page: Page, member: AudienceMember) -> None:
    group = AudienceGroup.objects.create(page=page, name="Customers")
    looker = User.objects.create_user("looker@host.example", PASSWORD, is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_audience"))
    client = Client()
    client.force_login(looker)
    for row in (member, group):
        response = client.get(change(row))
        assert response.status_code == 200
        assert str(row) in response.content.decode()
        assert client.post(change(row), {"email": "x@y.example"}).status_code == 403
