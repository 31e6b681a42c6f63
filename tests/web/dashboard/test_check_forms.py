"""Setting checks up: what a form makes, and what it refuses and where."""

import re
from typing import Any

import pytest
from django.test import Client

from monitoring import services as monitoring
from monitoring.models import Check
from statuspage.models import Event, Page
from tests.monitoring.making import make_check, make_component, make_heartbeat
from tests.rows import each
from tests.web.dashboard.check_forms import BEAT, HTTP, ROOT, sent_by, wrong_in
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_channel
from webhooks.models import ChannelAssignment


@pytest.fixture
def configuring(as_: As) -> Client:
    return as_("page_configuration")


def test_it_makes_what_it_says(configuring: Client, page: Page):
    component, channel = make_component(page), make_channel(page)
    sent = {**HTTP, "component": component.uid, "channel": [channel.uid]}
    answer = configuring.post(f"{ROOT}new/http/", sent, follow=True)
    assert "Its first run is under way." in answer.content.decode()
    check = Check.objects.get()
    assert (check.name, check.slug, check.tags, check.component) == (
        "API health", "api-health", "prod eu", component,
    )  # fmt: skip
    assert (check.interval_seconds, check.timeout_seconds, check.confirm_down) == (300, 5, 3)
    assert (check.effect, check.effect_status, check.showcase) == ("draft_incident", "partial_outage", "both")
    assert check.target["headers"] == {"X-Api-Key": "hunter2", "Accept": "application/json"}
    assert check.target["auth"] == {"type": "basic", "username": "ada", "password": "hunter3"}
    assert check.target["expected_status"] == ["200-204", "301"]
    assert check.target["json_path"] == {"path": "$.status", "op": "eq", "value": "ok"}
    assert check.target["verify_tls"] is False
    assert ChannelAssignment.objects.get().subscription == channel
    assert Event.objects.get(kind="check.created").actor_kind == "user"


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(configuring: Client, page: Page):
    configuring.post(f"{ROOT}new/http/", HTTP)
    configuring.post(f"{ROOT}new/heartbeat/", BEAT)
    make_check(page, name="Elsewhere", effect_status="unavailable")
    for check in Check.objects.all():
        before = Check.objects.filter(pk=check.pk).values().get()
        path = f"{ROOT}{check.uid}/edit/"
        content = configuring.get(path).content
        for secret in ("hunter2", "hunter3", "opensesame"):
            assert secret not in content.decode()
        assert configuring.post(path, sent_by(content)).status_code == 302
        after = Check.objects.filter(pk=check.pk).values().get()
        assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_a_secret_is_changed_where_it_is_written_over(configuring: Client, page: Page):
    configuring.post(f"{ROOT}new/http/", HTTP)
    check = Check.objects.get()
    path = f"{ROOT}{check.uid}/edit/"
    sent = {**sent_by(configuring.get(path).content), "auth_password": "hunter4"}
    configuring.post(path, sent)
    check.refresh_from_db()
    assert check.target["auth"]["password"] == "hunter4"
    assert check.target["headers"]["X-Api-Key"] == "hunter2"


@pytest.mark.any_database
@each(
    ("kind", "said", "places"),
    [
        ("http", {"url": ""}, {"url"}),
        ("http", {"url": "ftp://x/"}, {"url"}),
        ("http", {"url": "http://169.254.169.254/"}, {"url"}),
        ("http", {"headers": "no colon"}, {"headers"}),
        ("http", {"headers": "Content-Length: 1"}, {"headers"}),
        ("http", {"expected_status": "20x"}, {"expected_status"}),
        ("http", {"expected_status": ""}, {"expected_status"}),
        ("http", {"auth_type": "bearer"}, {"auth_token"}),
        ("http", {"auth_username": "a:b"}, {"auth_username"}),
        ("http", {"body_regex": "(?=x)"}, {"body_regex"}),
        ("http", {"json_path": "status"}, {"json_path"}),
        ("http", {"json_op": "like"}, {"json_op"}),
        ("http", {"tls_expiry_days": "soon"}, {"tls_expiry_days"}),
        ("http", {"interval": "1"}, {"interval"}),
        ("http", {"timeout": "300"}, {"timeout"}),
        ("http", {"timeout": "٣", "confirm_down": ""}, {"timeout", "confirm_down"}),
        ("http", {"component": "aaaaaaaaaaaa"}, {"component"}),
        ("http", {"template": "aaaaaaaaaaaa"}, {"template"}),
        ("http", {"channel": ["aaaaaaaaaaaa"]}, {"channels"}),
        ("http", {"effect": "explode"}, {"effect"}),
        ("http", {"showcase": "all"}, {"showcase"}),
        ("http", {"slug": "Not a slug"}, {"slug"}),
        ("http", {"name": "x" * 256}, {"name"}),
        ("tcp", {"host": "", "port": "99999"}, {"host", "port"}),
        ("tcp", {"host": "db.example.com", "port": "x"}, {"port"}),
        ("heartbeat", {"schedule": "whenever"}, {"schedule"}),
        ("heartbeat", {"schedule": ""}, {"schedule"}),
        ("heartbeat", {"time_zone": "Mars/Olympus"}, {"time_zone"}),
        ("heartbeat", {"mode": "period", "period": ""}, {"period"}),
        ("heartbeat", {"mode": "period", "period": "1", "period_unit": "1"}, {"period"}),
        ("heartbeat", {"grace": "-1"}, {"grace"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    configuring: Client, page: Page, kind: str, said: dict[str, Any], places: set[str]
):
    answer = configuring.post(f"{ROOT}new/{kind}/", {**(BEAT if kind == "heartbeat" else HTTP), **said})
    assert answer.status_code == 422
    assert wrong_in(answer.content).keys() == places
    assert not Check.objects.exists()


def test_a_form_that_others_have_overtaken_is_held_back(configuring: Client, page: Page):
    check = make_check(page)
    path = f"{ROOT}{check.uid}/edit/"
    sent = {**sent_by(configuring.get(path).content), "name": "Mine"}
    monitoring.check_update(check=check, changes={"interval_seconds": 300}, by=BY)
    answer = configuring.post(path, sent)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.content.decode()
    assert '<option value="300" selected>' in answer.content.decode(), "what was left alone follows"
    check.refresh_from_db()
    assert (check.name, check.interval_seconds) == ("API health", 300)


@pytest.mark.any_database
def test_a_schedule_is_told_in_its_zone_before_it_is_saved(configuring: Client, page: Page):
    content = configuring.post(f"{ROOT}new/heartbeat/", {**BEAT, "do": "look"}).content.decode()
    assert "The next times (Europe/Berlin)" in content
    assert len(re.findall(r"<time [^>]*>\w+ \d+ \w+ \d+, 03:00</time>", content)) == 5
    assert "down at 03:10 without it" in content
    content = configuring.post(
        f"{ROOT}new/heartbeat/", {**BEAT, "schedule": "x", "do": "look"}
    ).content.decode()
    assert "once the schedule can be read" in content
    assert not Check.objects.exists()


def test_a_heartbeat_is_changed_from_a_schedule_to_a_period(configuring: Client, page: Page):
    check = make_heartbeat(page, target={"schedule": "0 3 * * *", "time_zone": "Europe/Paris"})
    path = f"{ROOT}{check.uid}/edit/"
    sent = {**sent_by(configuring.get(path).content), "mode": "period", "period": "2", "period_unit": "3600"}
    assert configuring.post(path, sent).status_code == 302
    check.refresh_from_db()
    assert (check.schedule, check.period_seconds) == ("", 7200)


def test_nobody_else_reaches_the_check_of_a_page(configuring: Client, page: Page, other_page: Page):
    foreign = make_check(other_page)
    assert configuring.get(f"{ROOT}{foreign.uid}/edit/").status_code == 404
    assert configuring.post(f"{ROOT}{foreign.uid}/edit/", HTTP).status_code == 404
    assert configuring.get(f"{ROOT}new/icmp/").status_code == 404
