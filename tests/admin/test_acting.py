import pytest
from django.db.models import Model
from django.test import Client

from apikeys.models import ApiKey
from incidents.models import Incident
from monitoring.models import Check
from statuspage.models import Event, User
from tests.admin.conftest import lay_rows

pytestmark = pytest.mark.django_db


def act(client: Client, action: str, row: Model) -> None:
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
    response = client.post(address, {"action": action, "_selected_action": [str(row.pk)]}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    row.refresh_from_db()


def test_it_pauses_and_resumes_a_check(operator_client: Client):
    check = lay_rows()[Check]
    assert isinstance(check, Check)
    act(operator_client, "pause", check)
    assert check.state == "paused"
    act(operator_client, "resume", check)
    assert check.state == "new"
    told = Event.objects.filter(subject_uid=check.uid).values_list("kind", "actor_label")
    assert set(told) == {("check.paused", "Opal"), ("check.resumed", "Opal")}


def test_it_revokes_a_key(operator_client: Client):
    key = lay_rows()[ApiKey]
    assert isinstance(key, ApiKey)
    act(operator_client, "revoke", key)
    assert key.revoked_at is not None
    assert Event.objects.filter(kind="key.revoked", actor_label="Opal").exists()


def test_it_ends_an_incident(operator_client: Client):
    incident = lay_rows()[Incident]
    assert isinstance(incident, Incident)
    act(operator_client, "end", incident)
    assert incident.status == "resolved"
    assert Event.objects.filter(kind="incident.resolved", actor_label="Opal").exists()


def test_it_lets_nobody_act_who_may_only_look(owner: User):
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    client = Client()
    client.force_login(owner)
    key = lay_rows()[ApiKey]
    response = client.post("/admin/apikeys/apikey/", {"action": "revoke", "_selected_action": [str(key.pk)]})
    assert response.status_code == 403
    assert ApiKey.objects.get(pk=key.pk).revoked_at is None
