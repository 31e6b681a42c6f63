import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from monitoring.models import Check
from monitoring.services import check_create
from statuspage.actor import Actor
from statuspage.models import Page, User
from tests.admin.forms import errors_of, form_values, send

RULES = {"methods": "POST", "failure_kw": "lost, failed", "filter_http_body": True}
pytestmark = pytest.mark.django_db


@pytest.fixture
def heartbeat(page: Page) -> Check:
    return check_create(
        page=page,
        kind="heartbeat",
        name="Nightly",
        target={"schedule": "0 3 * * *", "time_zone": "Europe/Berlin", **RULES},
        manual_resume=True,
        by=Actor.system(),
    )


def change(check: Check) -> str:
    return f"/admin/monitoring/check/{check.pk}/change/"


def test_it_changes_which_pings_count(operator_client: Client, heartbeat: Check):
    values = form_values(operator_client, change(heartbeat))
    assert json.loads(values["target"]).items() >= RULES.items()
    target = json.dumps({"methods": "", "success_kw": "done"})
    response = send(operator_client, change(heartbeat), target=target, manual_resume=None)
    assert errors_of(response) == {}
    heartbeat.refresh_from_db()
    assert (heartbeat.methods, heartbeat.success_kw, heartbeat.failure_kw) == ("", "done", "lost, failed")
    assert (heartbeat.schedule, heartbeat.manual_resume) == ("0 3 * * *", False)


def test_it_keeps_all_of_it_when_nothing_changed(operator_client: Client, heartbeat: Check):
    assert errors_of(send(operator_client, change(heartbeat))) == {}
    heartbeat.refresh_from_db()
    assert (heartbeat.methods, heartbeat.manual_resume, heartbeat.version) == ("POST", True, 1)


def test_those_who_only_look_see_when_pings_are_expected(teammate: User, heartbeat: Check):
    User.objects.filter(pk=teammate.pk).update(is_staff=True)
    teammate.user_permissions.add(Permission.objects.get(codename="view_check"))
    client = Client()
    client.force_login(User.objects.get(pk=teammate.pk))
    content = client.get(change(heartbeat)).content.decode()
    assert "0 3 * * *" in content
    assert "lost, failed" not in content
    assert str(heartbeat.code) not in content
