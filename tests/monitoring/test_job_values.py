"""A check in the words of Healthchecks."""

from datetime import timedelta

from django.conf import settings

from monitoring.job_values import job_links, job_time, job_values
from monitoring.models import Check, HeartbeatState
from statuspage.models import Page
from tests.monitoring.making import NOW, make_check, make_heartbeat


def test_it_has_every_field_of_the_contract_and_no_other(page: Page) -> None:
    check = make_heartbeat(page, tags=["prod", "db"], description="Backups")
    values = job_values(check, status="new", next_ping=None)
    assert values == {
        "name": "Nightly",
        "slug": check.slug,
        "tags": "prod db",
        "desc": "Backups",
        "grace": 600,
        "n_pings": 0,
        "status": "new",
        "started": False,
        "last_ping": None,
        "next_ping": None,
        "manual_resume": False,
        "methods": "",
        "subject": "",
        "subject_fail": "",
        "start_kw": "",
        "success_kw": "",
        "failure_kw": "",
        "filter_subject": False,
        "filter_body": False,
        "filter_http_body": False,
        "filter_default_fail": False,
        "badge_url": f"{settings.CANDOR_PUBLIC_URL}/b/2/{check.badge_code}.svg",
        "timeout": 3600,
    }
    # With the channels, a simple check as a full key sees it has exactly 29 keys.
    assert len(values | job_links(check) | {"channels": ""}) == 29


def test_it_tells_times_to_the_second_and_durations_rounded_down(page: Page) -> None:
    check = make_heartbeat(page)
    HeartbeatState.objects.filter(check_row=check).update(
        ping_count=7,
        last_ping_at=NOW + timedelta(microseconds=999_999),
        last_start_at=NOW,
        last_duration_ms=999,
    )
    check = Check.objects.get(pk=check.pk)
    values = job_values(check, status="up", next_ping=NOW + timedelta(hours=1))
    assert (values["last_ping"], values["next_ping"]) == (
        "2026-05-01T12:00:00+00:00",
        "2026-05-01T13:00:00+00:00",
    )
    assert (values["n_pings"], values["started"], values["last_duration"]) == (7, True, 0)


def test_it_has_a_schedule_or_a_timeout_and_mirrors_keywords_of_subjects(page: Page) -> None:
    check = make_heartbeat(page)
    check.schedule, check.schedule_time_zone = "5 4 * * *", "Europe/Riga"
    check.success_kw, check.failure_kw = "OK", "FAIL"
    values = job_values(check, status="up", next_ping=None)
    assert (values["schedule"], values["tz"], "timeout" in values) == ("5 4 * * *", "Europe/Riga", False)
    assert (values["subject"], values["subject_fail"]) == ("", "")
    check.filter_subject = True
    values = job_values(check, status="up", next_ping=None)
    assert (values["subject"], values["subject_fail"]) == ("OK", "FAIL")


def test_it_speaks_of_checks_that_have_no_pings_too(page: Page) -> None:
    values = job_values(make_check(page), status="down", next_ping=None)
    assert (values["timeout"], values["grace"], values["n_pings"], values["last_ping"]) == (60, 0, 0, None)


def test_its_addresses_are_those_of_the_version(page: Page) -> None:
    check = make_heartbeat(page)
    own = f"{settings.CANDOR_PUBLIC_URL}/api/v1/checks/{check.code}"
    assert job_links(check, version="v1") == {
        "uuid": str(check.code),
        "ping_url": f"{settings.CANDOR_PUBLIC_URL}/ping/{check.code}",
        "update_url": own,
        "pause_url": f"{own}/pause",
        "resume_url": f"{own}/resume",
    }


def test_no_moment_is_null() -> None:
    assert job_time(None) is None
