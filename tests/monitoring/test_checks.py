"""Setting checks up, changing and ending them."""

import pytest

from monitoring.models import Check, CheckRegion, HeartbeatState
from monitoring.probes.trace import MASK
from monitoring.selectors import check_get
from monitoring.services import (
    check_create,
    check_delete,
    check_pause,
    check_resume,
    check_run_now,
    check_update,
    target_shown,
)
from statuspage.exceptions import Conflict, Invalid, NotFound
from statuspage.models import Event
from statuspage.services import component_delete
from tests.monitoring.making import (
    BY,
    EVERY_PING,
    NOW,
    URL,
    due_at,
    make_check,
    make_component,
    make_heartbeat,
    run_once,
    seconds,
)
from tests.rows import each

pytestmark = pytest.mark.django_db


def problems(act):
    with pytest.raises(Invalid) as invalid:
        act()
    return {(error.pointer, error.code) for error in invalid.value.errors}


def test_it_fills_in_what_is_not_given(page):
    check = check_create(page=page, kind="http", target={"url": URL}, name="API health", by=BY, now=NOW)
    check.refresh_from_db()
    assert (check.slug, check.interval_seconds, check.timeout_seconds) == ("api-health", 60, 10)
    assert (check.confirm_down, check.confirm_up, check.regions) == (2, 1, ["default"])
    assert (check.state, check.version, check.effect, check.effect_status) == (
        "new",
        1,
        "status",
        "major_outage",
    )
    assert check.target["expected_status"] == ["200-299"]
    assert due_at(check) == NOW
    event = Event.objects.get(kind="check.created")
    assert (event.subject_uid, event.actor_uid, event.page_uid) == (check.uid, BY.uid, page.uid)


def test_names_and_slugs_may_be_blank_and_repeat(page):
    for _ in range(2):
        make_check(page, name="", slug="")
        make_check(page, name="Same", slug="same")
    assert Check.objects.count() == 4
    with pytest.raises(Conflict) as conflict:
        check_get(page, "same")
    assert conflict.value.code == "ambiguous_slug"


@each(
    ("given", "problem"),
    [
        ({"kind": "carrier-pigeon"}, ("/kind", "unknown_word")),
        ({"target": {"url": "http://169.254.169.254/"}}, ("/target/url", "target_blocked")),
        ({"target": []}, ("/target", "not_object")),
        ({"interval_seconds": 4}, ("/interval_seconds", "out_of_range")),
        ({"interval_seconds": 86_401}, ("/interval_seconds", "out_of_range")),
        ({"interval_seconds": None}, ("/interval_seconds", "required")),
        ({"interval_seconds": "60"}, ("/interval_seconds", "not_integer")),
        ({"timeout_seconds": 0}, ("/timeout_seconds", "out_of_range")),
        ({"timeout_seconds": 60, "interval_seconds": 60}, ("/timeout_seconds", "out_of_range")),
        ({"confirm_down": 0}, ("/confirm_down", "out_of_range")),
        ({"confirm_up": 21}, ("/confirm_up", "out_of_range")),
        ({"degraded_over_ms": 0}, ("/degraded_over_ms", "out_of_range")),
        ({"regions": []}, ("/regions", "invalid_regions")),
        ({"regions": ["moon"]}, ("/regions/0", "unknown_region")),
        ({"regions": ["default", "default"]}, ("/regions", "repeated")),
        ({"quorum": 2}, ("/quorum", "out_of_range")),
        ({"tags": ["a b"]}, ("/tags/0", "invalid_tags")),
        ({"tags": "prod"}, ("/tags", "invalid_tags")),
        ({"tags": ["x" * 250, "y" * 250]}, ("/tags", "too_long")),
        ({"tags": [str(n) for n in range(10_000)]}, ("/tags", "too_long")),
        ({"showcase": "all"}, ("/showcase", "unknown_word")),
        ({"effect": "page_me"}, ("/effect", "unknown_word")),
        ({"effect_status": "operational"}, ("/effect_status", "unknown_word")),
        ({"name": "x" * 256}, ("/name", "too_long")),
        ({"name": "a\x00b"}, ("/name", "control_character")),
        ({"slug": "No Slug"}, ("/slug", "invalid_slug")),
        ({"slug": "x" * 101}, ("/slug", "too_long")),
        ({"description": "\ud800"}, ("/description", "control_character")),
    ],
)
def test_each_wrong_field_is_named_and_nothing_is_written(page, given, problem):
    assert problem in problems(lambda: make_check(page, **given))
    assert not Check.objects.exists()
    assert not Event.objects.exists()


def test_all_problems_are_told_at_once(page):
    found = problems(
        lambda: make_check(page, target={"url": "x"}, interval_seconds=1, confirm_up=0, name="\x00")
    )
    assert {pointer for pointer, _code in found} == {
        "/target/url",
        "/interval_seconds",
        "/confirm_up",
        "/name",
    }


def test_components_and_templates_are_of_its_page(page, other_page):
    foreign = make_component(other_page)
    assert problems(lambda: make_check(page, component=foreign)) == {("/component", "unknown_component")}
    check = make_check(page)
    assert problems(lambda: check_update(check=check, changes={"component": foreign}, by=BY)) == {
        ("/component", "unknown_component")
    }


def test_an_organization_may_have_a_limit(page, other_page, settings):
    settings.CANDOR_CHECK_LIMIT = 1
    make_check(other_page)
    first = make_check(page)
    with pytest.raises(Conflict) as conflict:
        make_check(page)
    assert conflict.value.code == "check_limit"
    check_delete(check=first, by=BY, now=seconds(1))
    make_check(page)
    make_check(page, allowance=2)
    with pytest.raises(Conflict):
        make_check(page, allowance=2)


@pytest.mark.parametrize("slug", ["", "-", "_", "-a_b-"])
def test_a_slug_may_hold_hyphens_and_underscores_anywhere(page, slug):
    assert make_check(page, slug=slug).slug == slug


def test_it_may_have_many_tags_that_are_short_together(page):
    assert make_check(page, tags=["x" * 240, *(str(n) for n in range(60)), "1"]).tags.count(" ") == 60


def test_a_change_of_what_is_probed_begins_anew(page):
    check = make_check(page)
    CheckRegion.objects.update(streak_down=1, next_slot=seconds(60))
    check_update(
        check=check, changes={"name": "Other", "confirm_down": 3, "tags": ["prod"]}, by=BY, now=seconds(1)
    )
    assert (check.name, check.tags, check.version, due_at(check)) == ("Other", "prod", 1, seconds(60))
    check_update(check=check, changes={"interval_seconds": 30}, by=BY, now=seconds(2))
    row = CheckRegion.objects.get()
    assert (check.version, row.next_slot, row.streak_down) == (2, seconds(2), 0)
    check_update(check=check, changes={"interval_seconds": 30}, by=BY, now=seconds(3))
    assert check.version == 2
    assert Event.objects.filter(kind="check.updated").count() == 2


@each(
    ("changes", "problem"),
    [
        ({"nonsense": 1}, ("/nonsense", "unknown_field")),
        ({"kind": "tcp"}, ("/kind", "immutable")),
        ({"timeout_seconds": 60}, ("/timeout_seconds", "out_of_range")),
        ({"target": {"method": "BREW"}}, ("/target/method", "unknown_word")),
        ({"state": "up"}, ("/state", "unknown_field")),
    ],
)
def test_wrong_changes_change_nothing(page, changes, problem):
    check = make_check(page)
    before = Check.objects.values().get()
    assert problem in problems(lambda: check_update(check=check, changes=changes, by=BY))
    assert Check.objects.values().get() == before


def test_secrets_are_masked_and_a_mask_means_as_it_was(page):
    target = {
        "url": URL,
        "method": "POST",
        "headers": {"X-Api-Key": "hunter2", "Accept": "text/plain"},
        "body": "hunter2",
        "auth": {"type": "basic", "username": "u", "password": "hunter2"},
    }
    check = make_check(page, target=target)
    shown = target_shown(check, secrets=False)
    assert shown["headers"] == {"X-Api-Key": MASK, "Accept": "text/plain"}
    assert shown["auth"] == {"type": "basic", "username": "u", "password": MASK}
    check_update(check=check, changes={"target": shown}, by=BY)
    assert {name: check.target[name] for name in target} == target
    assert check.version == 1
    check_update(check=check, changes={"target": {"auth": {"type": "bearer", "token": "hunter3"}}}, by=BY)
    assert check.target["auth"] == {"type": "bearer", "token": "hunter3"}
    assert check.target["headers"] == target["headers"]
    assert check.version == 2
    assert "hunter" not in str(list(Event.objects.values()))


def test_what_follows_the_path_of_an_address_is_masked_and_kept(page):
    check = make_check(page, target={"url": f"{URL}?token=hunter2"})
    shown = target_shown(check, secrets=False)["url"]
    assert shown == f"{URL}?{MASK}"
    check_update(check=check, changes={"target": {"url": shown}}, by=BY)
    assert check.target["url"] == f"{URL}?token=hunter2"
    assert check.version == 1
    check_update(check=check, changes={"target": {"url": f"{URL}/deep?{MASK}"}}, by=BY)
    assert check.target["url"] == f"{URL}/deep?token=hunter2"
    check_update(check=check, changes={"target": {"url": f"{URL}?token=other"}}, by=BY)
    assert check.target["url"] == f"{URL}?token=other"
    assert "hunter" not in str(list(Event.objects.values()))


def test_a_secret_alone_is_a_change_of_what_is_probed(page):
    check = make_check(page, target={"url": URL, "headers": {"X-Api-Key": "one"}})
    check_update(check=check, changes={"target": {"headers": {"X-Api-Key": "two"}}}, by=BY)
    assert (check.version, check.target["headers"]) == (2, {"X-Api-Key": "two"})


def test_pausing_and_resuming_twice_is_once(page):
    check = make_check(page)
    for _ in range(2):
        check_pause(check=check, by=BY, now=seconds(1))
    assert (check.state, CheckRegion.objects.get().next_slot) == ("paused", None)
    for _ in range(2):
        check_resume(check=check, by=BY, now=seconds(9))
    assert (check.state, due_at(check)) == ("new", seconds(9))
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "check.created",
        "check.paused",
        "check.resumed",
    ]


def test_a_check_can_begin_paused(page):
    check = make_check(page, paused=True)
    assert (check.state, CheckRegion.objects.get().next_slot) == ("paused", None)
    check_update(check=check, changes={"interval_seconds": 30}, by=BY)
    assert CheckRegion.objects.get().next_slot is None


def test_a_deleted_check_lets_go_of_its_component(page):
    check = make_check(page, component=make_component(page))
    check_delete(check=check, by=BY, now=seconds(1))
    assert (check.component_id, check.deleted_at) == (None, seconds(1))
    for act in (check_delete, check_pause, check_resume):
        with pytest.raises(NotFound):
            act(check=check, by=BY)
    with pytest.raises(NotFound):
        check_get(page, check.uid)


def test_a_deleted_component_is_let_go_of_and_its_check_goes_on(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    run_once(check, ok=False)
    component_delete(component=component, by=BY, now=seconds(100))
    check.refresh_from_db()
    component.refresh_from_db()
    assert (check.component_id, component.deleted_at) == (None, seconds(100))
    run_once(check)
    assert check.state == "up"


def test_a_heartbeats_target_lives_in_its_columns(page):
    check = make_heartbeat(page)
    assert (check.period_seconds, check.grace_seconds, check.interval_seconds) == (3600, 600, None)
    assert HeartbeatState.objects.get().check_row == check
    assert not CheckRegion.objects.exists()
    assert target_shown(check, secrets=False) == {"period_seconds": 3600, "grace_seconds": 600, **EVERY_PING}
    check_update(
        check=check, changes={"target": {"schedule": "0 3 * * *", "time_zone": "Europe/Berlin"}}, by=BY
    )
    check.refresh_from_db()
    assert target_shown(check, secrets=True) == {
        "schedule": "0 3 * * *",
        "time_zone": "Europe/Berlin",
        "grace_seconds": 600,
        **EVERY_PING,
    }
    check_update(check=check, changes={"target": {"period_seconds": 60}}, by=BY)
    assert (check.schedule, check.period_seconds) == ("", 60)
    check_update(check=check, changes={"target": {"schedule": "0 4 * * *"}}, by=BY)
    assert target_shown(check, secrets=True)["time_zone"] == "Europe/Berlin"


def test_run_now_tells_everything_and_records_nothing(page, httpserver):
    httpserver.expect_request("/").respond_with_data("fine")
    check = make_check(page, target={"url": httpserver.url_for("/"), "body_contains": "bad"})
    told = check_run_now(check=check)
    assert (told["ok"], told["code"], told["error"]) == (False, "200", "body does not contain “bad”")
    assert {step["step"] for step in told["trace"]} >= {"resolve", "request", "response", "assertion", "end"}
    assert told["phases"]["total"] == told["latency_ms"]
    assert due_at(check) == NOW
    with pytest.raises(Conflict):
        check_run_now(check=make_heartbeat(page))


@pytest.mark.parametrize(
    ("field", "value", "rises"), [("quorum", 1, 1), ("location", "Paris", 0), ("manual_resume", True, 0)]
)
def test_it_journals_every_change_of_a_setting(page, field, value, rises):
    check = make_check(page)
    version = check.version

    check_update(check=check, changes={field: value}, by=BY, now=NOW)

    after = Event.objects.get(kind="check.updated").after
    assert after is not None
    assert after[field] == value
    assert check.version == version + rises
