"""What people try without the right to, and rights that come and go."""

from django.test import Client

from incidents.models import Incident
from statuspage import services
from statuspage.models import Event, Membership, Page, User
from tests.web.dashboard.conftest import BY, As

NEW = "/dashboard/pages/status/incidents/new/"
SENT = {"name": "Errors", "status": "investigating"}


def test_a_refused_act_is_told_a_few_times_a_minute(as_: As, page: Page):
    client = as_("reader")
    for _number in range(15):
        assert client.post(NEW, SENT).status_code == 403
    told = Event.objects.filter(kind="access.refused")
    assert told.count() == 10
    event = told.latest("pk")
    assert (event.actor_label, event.organization) == ("Reader", page.organization)
    assert event.after == {"method": "POST", "path": NEW, "code": "missing_role"}
    assert not Incident.objects.exists()
    # Others are told of on their own account; looking at a form is no act.
    other = as_("maintenance_manager")
    assert other.get(NEW).status_code == 403
    assert told.count() == 10
    assert other.post(NEW, SENT).status_code == 403
    assert told.count() == 11


def test_roles_count_from_the_next_request_on(client: Client, page: Page, teammate: User):
    membership = Membership.objects.get(user=teammate)
    client.force_login(teammate)
    answers = []
    for roles in (None, [], ["incident_manager"], ["page_configuration"], None):
        services.page_roles_set(membership=membership, page=page, roles=roles, by=BY)
        answers.append(client.post(NEW, SENT).status_code)
    assert answers == [404, 403, 302, 403, 404]
    assert Incident.objects.count() == 1


def test_whoever_is_removed_reaches_nothing(client: Client, page: Page, owner: User, teammate: User):
    membership = Membership.objects.get(user=teammate)
    services.member_update(membership=membership, changes={"role": "admin"}, by=BY)
    client.force_login(teammate)
    assert client.get(NEW).status_code == 200
    services.member_remove(membership=membership, by=BY)
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, SENT).status_code == 404
    assert "Acme status" not in client.get("/dashboard/?all").content.decode()
    services.member_add(organization=page.organization, user=teammate, by=BY)
    assert client.get(NEW).status_code == 404


def test_a_role_on_one_page_is_none_on_another(as_: As, page: Page):
    Page.objects.create(organization=page.organization, name="Second", slug="second")
    client = as_("incident_manager")
    assert client.get("/dashboard/pages/second/incidents/").status_code == 404
    content = client.get("/dashboard/?all").content.decode()
    assert ("Acme status" in content, "Second" in content) == (True, False)
    assert "Second" in as_("owner").get("/dashboard/?all").content.decode()


def test_no_form_is_taken_without_its_token(page: Page, owner: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.post(NEW, SENT).status_code == 403
    assert not Incident.objects.exists()
