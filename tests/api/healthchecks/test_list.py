"""`GET checks/`: what is listed, and what of it a key sees."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from apikeys.services import IssuedKey
from monitoring.models import Check, HeartbeatState
from monitoring.services import check_create, check_delete
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.services.channel_assignments import channels_assign
from webhooks.services.channels import channel_create

pytestmark = pytest.mark.django_db

BY = Actor.system()
HOST = "http://127.0.0.1:8000"


def test_it_shows_a_read_write_key_everything(rw: Client, heartbeat: Callable[..., Check]):
    check = heartbeat(name="Backup", slug="", tags=["prod", "db"], description="Nightly")
    own = f"{HOST}/api/v3/checks/{check.code}"
    assert rw.get("/api/v3/checks/").json() == {
        "checks": [
            {
                "name": "Backup",
                "slug": "",
                "tags": "prod db",
                "desc": "Nightly",
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
                "badge_url": f"{HOST}/b/2/{check.badge_code}.svg",
                "uuid": str(check.code),
                "ping_url": f"{HOST}/ping/{check.code}",
                "update_url": own,
                "pause_url": f"{own}/pause",
                "resume_url": f"{own}/resume",
                "channels": "",
                "timeout": 3600,
            }
        ]
    }


def test_it_hides_from_a_read_only_key_what_could_be_pinged(ro: Client, heartbeat: Callable[..., Check]):
    check = heartbeat()
    (seen,) = ro.get("/api/v1/checks/").json()["checks"]
    hidden = {"uuid", "ping_url", "update_url", "pause_url", "resume_url", "channels"}
    assert not hidden & set(seen)
    assert seen["unique_key"] == hashlib.sha1(str(check.code).replace("-", "")[:16].encode()).hexdigest()
    assert str(check.code) not in str(seen)


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_its_addresses_and_pending_starts_are_those_of_the_version(
    rw: Client, heartbeat: Callable[..., Check], version: str
):
    check = heartbeat()
    started = timezone.now() - timedelta(seconds=5)
    HeartbeatState.objects.filter(check_row=check).update(last_start_at=started)
    (seen,) = rw.get(f"/api/{version}/checks/").json()["checks"]
    assert seen["update_url"] == f"{HOST}/api/{version}/checks/{check.code}"
    assert (seen["status"], seen["started"]) == ("started" if version == "v1" else "new", True)
    assert seen["next_ping"] == started.replace(microsecond=0).isoformat()
    HeartbeatState.objects.filter(check_row=check).update(last_start_at=started - timedelta(seconds=600))
    assert rw.get(f"/api/{version}/checks/").json()["checks"][0]["status"] == "down"


def test_it_finds_whole_tags_and_exact_slugs(rw: Client, heartbeat: Callable[..., Check]):
    heartbeat(name="a", slug="a", tags=["prod", "db"])
    heartbeat(name="b", slug="b", tags=["prod", "web"])
    heartbeat(name="c", slug="c", tags=["production"])

    def found(query: str) -> list[str]:
        answer = rw.get(f"/api/v3/checks/?{query}")
        assert answer.status_code == 200
        return [check["name"] for check in answer.json()["checks"]]

    assert found("") == ["a", "b", "c"]
    assert found("tag=prod") == ["a", "b"]
    assert found("tag=prod&tag=db") == ["a"]
    assert found("tag=prod&slug=b&whatever=1") == ["b"]
    for nothing in ("tag=pro", "tag=PROD", "tag=db%20prod", "tag=prod%20db", "tag=", "slug=B", "tag=%F0"):
        assert found(nothing) == [], nothing
    answer = rw.get("/api/v3/checks/?tag=%00")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_it_lists_heartbeats_of_this_page_only_oldest_first(
    rw: Client, page: Page, other_page: Page, heartbeat: Callable[..., Check]
):
    heartbeat(name="z")
    heartbeat(name="a", target={"schedule": "0 5 * * *", "time_zone": "Europe/Riga"})
    heartbeat(name="theirs", page=other_page)
    check_delete(check=heartbeat(name="gone"), by=BY)
    check_create(page=page, kind="http", target={"url": "http://127.0.0.1/"}, name="probed", by=BY)
    seen = rw.get("/api/v3/checks/").json()["checks"]
    assert [check["name"] for check in seen] == ["z", "a"]
    assert (seen[1]["schedule"], seen[1]["tz"], "timeout" in seen[1]) == ("0 5 * * *", "Europe/Riga", False)


def test_it_takes_as_many_queries_for_thirty_checks_as_for_three(
    rw: Client,
    page: Page,
    heartbeat: Callable[..., Check],
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    config = {"url": "http://127.0.0.1:9/"}
    channels = [channel_create(page=page, kind="webhook", name=n, config=config, by=BY) for n in "ab"]

    def made(number: int) -> None:
        cron = {"target": {"schedule": "*/5 * * * *"}} if number % 2 else {}
        channels_assign(check=heartbeat(name=str(number), **cron), channels=channels, by=BY)

    for number in range(3):
        made(number)
    rw.get("/api/v3/checks/")
    with django_assert_max_num_queries(5) as few:
        rw.get("/api/v3/checks/")
    for number in range(3, 30):
        made(number)
    with django_assert_max_num_queries(len(few)):
        seen = rw.get("/api/v3/checks/").json()["checks"]
    assert len(seen) == 30
    assert seen[0]["channels"] == ",".join(sorted(str(channel.code) for channel in channels))


def test_an_outsider_sees_nothing_of_it(
    caller: Callable[[IssuedKey], Client],
    outsider_key: IssuedKey,
    other_page: Page,
    heartbeat: Callable[..., Check],
):
    heartbeat()
    assert caller(outsider_key).get("/api/v3/checks/").json() == {"checks": []}
