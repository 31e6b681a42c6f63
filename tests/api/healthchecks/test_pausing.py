"""`POST checks/<uuid>/pause` and `/resume`."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from monitoring.models import Check, Flip, HeartbeatState
from monitoring.services import ping_record
from monitoring.signals import Signal
from monitoring.vocabulary import PingKind
from statuspage.models import Event

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]


def ping(check: Check, kind: PingKind = PingKind.SUCCESS) -> None:
    ping_record(check=check, signal=Signal(kind=kind))


def test_it_pauses_once_and_forgets_a_pending_start(post: Post, heartbeat: Callable[..., Check]):
    check = heartbeat()
    ping(check)
    ping(check, PingKind.START)
    path = f"/api/v1/checks/{check.code}/pause"
    for body in ({}, {"anything": 5}):
        answer = post(body, path=path)
        seen = answer.json()
        assert (answer.status_code, seen["status"], seen["started"], seen["next_ping"], seen["n_pings"]) == (
            200,
            "paused",
            False,
            None,
            2,
        )
    assert list(Flip.objects.order_by("pk").values_list("old", "new", "silent")) == [
        ("new", "up", True),
        ("up", "paused", True),
    ]
    assert Event.objects.filter(kind="check.paused").count() == 1


def test_it_needs_no_body(rw: Client, heartbeat: Callable[..., Check]):
    path = f"/api/v3/checks/{heartbeat().code}"
    for act, status in (("pause", "paused"), ("resume", "new")):
        answer = rw.generic("POST", f"{path}/{act}", b"")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert rw.generic("POST", f"{path}/{act}", b"{").json() == {"error": "could not parse request body"}
        for method in ("GET", "DELETE", "PUT"):
            assert (
                rw.generic(method, f"{path}/{act}").status_code,
                rw.get(f"{path}/{act}/").status_code,
            ) == (405, 404)


def test_it_resumes_as_if_it_were_new(post: Post, heartbeat: Callable[..., Check]):
    check = heartbeat(manual_resume=True)
    ping(check)
    assert post({}, path=f"/api/v3/checks/{check.code}/pause").json()["manual_resume"] is True
    ping(check)
    seen = post({}, path=f"/api/v3/checks/{check.code}/resume").json()
    assert (seen["status"], seen["last_ping"], seen["next_ping"], seen["n_pings"]) == ("new", None, None, 2)
    assert Flip.objects.order_by("pk").values_list("old", "new", "silent").last() == ("paused", "new", True)


def test_only_what_is_paused_is_resumed(post: Post, heartbeat: Callable[..., Check]):
    check = heartbeat()
    path = f"/api/v3/checks/{check.code}/resume"
    answer = post({}, path=path)
    assert (answer.status_code, answer.content) == (409, b"check is not paused")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not Flip.objects.exists()


def test_a_ping_resumes_it_and_it_goes_down_late_as_ever(post: Post, heartbeat: Callable[..., Check]):
    check = heartbeat()
    post({}, path=f"/api/v3/checks/{check.code}/pause")
    ping(check)
    state = HeartbeatState.objects.get(check_row=check)
    assert state.late_at is not None
    assert (state.late_at - timezone.now()).total_seconds() > 4000
