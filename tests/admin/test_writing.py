import pytest
from django.test import Client

from statuspage.models import Component, ComponentGroup, Event, Membership, Organization, Page, User
from tests.admin.forms import send

pytestmark = pytest.mark.django_db


def test_it_renames_a_page_by_the_service_and_the_journal_knows_who(operator_client: Client, page: Page):
    response = send(operator_client, f"/admin/statuspage/page/{page.pk}/change/", name="New name")
    assert response.status_code == 302, response.context["adminform"].form.errors
    page.refresh_from_db()
    assert page.name == "New name"
    event = Event.objects.get(kind="page.updated")
    assert (event.actor_kind, event.actor_label, event.page) == ("user", "Opal", page)


def test_it_shows_what_the_service_refuses_beside_the_field(
    operator_client: Client, page: Page, other_page: Page
):
    response = send(operator_client, f"/admin/statuspage/page/{page.pk}/change/", slug=other_page.slug)
    assert response.status_code == 200
    assert "slug" in response.context["adminform"].form.errors
    page.refresh_from_db()
    assert page.slug == "status"


def test_it_changes_nothing_and_writes_nothing_when_nothing_changed(operator_client: Client, page: Page):
    assert send(operator_client, f"/admin/statuspage/page/{page.pk}/change/").status_code == 302
    assert [event.after for event in Event.objects.all()] == []


def test_it_sets_a_page_password_that_nobody_reads_again(operator_client: Client, page: Page):
    address = f"/admin/statuspage/page/{page.pk}/change/"
    assert (
        send(operator_client, address, visibility="password", new_password="open sesame").status_code == 302
    )
    page.refresh_from_db()
    assert page.password_hash
    content = operator_client.get(address).content.decode()
    assert "open sesame" not in content
    assert page.password_hash not in content


def test_it_lays_out_a_page_with_group_and_component(operator_client: Client, organization: Organization):
    new = "/admin/statuspage/page/add/"
    assert (
        send(operator_client, new, organization=organization.pk, name="Shop", slug="shop").status_code == 302
    )
    page = Page.objects.get(slug="shop")
    add = "/admin/statuspage/componentgroup/add/"
    assert send(operator_client, add, page=page.pk, name="API", slug="").status_code == 302
    group = ComponentGroup.objects.get(page=page)
    add = "/admin/statuspage/component/add/"
    assert send(operator_client, add, page=page.pk, group=group.pk, name="Search", slug="").status_code == 302
    component = Component.objects.get(page=page)
    assert (component.slug, component.group, component.status) == ("search", group, "operational")


def test_it_deletes_softly(operator_client: Client, page: Page):
    component = Component.objects.create(page=page, name="Search", slug="search")
    address = f"/admin/statuspage/component/{component.pk}"
    assert operator_client.get(f"{address}/delete/").status_code == 200
    assert operator_client.post(f"{address}/delete/", {"post": "yes"}).status_code == 302
    component.refresh_from_db()
    assert component.deleted_at is not None
    assert Event.objects.filter(kind="component.deleted", actor_label="Opal").exists()
    assert operator_client.post(f"{address}/change/", {"name": "x"}).status_code == 403


def test_it_creates_a_person_who_can_sign_in(operator_client: Client):
    values = {"email": "new@acme.example", "new_password": "a long enough passphrase"}
    assert send(operator_client, "/admin/statuspage/user/add/", **values).status_code == 302
    assert User.objects.get(email="new@acme.example").check_password("a long enough passphrase")


def test_it_refuses_a_weak_password_and_creates_nobody(operator_client: Client):
    values = {"email": "new@acme.example", "new_password": "password"}
    response = send(operator_client, "/admin/statuspage/user/add/", **values)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not User.objects.filter(email="new@acme.example").exists()


def test_it_keeps_the_last_owner_and_says_why(operator_client: Client, owner: User):
    membership = Membership.objects.get(user=owner)
    address = f"/admin/statuspage/membership/{membership.pk}/delete/"
    response = operator_client.post(address, {"post": "yes"}, follow=True)
    assert Membership.objects.filter(pk=membership.pk).exists()
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


@pytest.mark.parametrize("name", ["event", "statusclaim", "statusperiod"])
def test_it_lets_nobody_write_history(operator_client: Client, name: str):
    assert operator_client.get(f"/admin/statuspage/{name}/add/").status_code == 403
