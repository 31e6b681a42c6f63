"""How requests of this door are written down: nobody who reads the access log or the journal can ping."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from api.healthchecks.unique_keys import unique_key
from apikeys import access_log
from apikeys.models import AccessLog
from apikeys.services import IssuedKey
from monitoring.models import Check
from statuspage.models import Event, Organization

LOG = "/api/v1/organizations/{}/access-log/"
AFTER = ("", "/pause", "/resume", "/pings/", "/pings/1/body", "/flips/", "/", "/nothing")


@pytest.fixture
def codes(heartbeat: Callable[..., Check]) -> list[UUID]:
    """Of a heartbeat, and of nothing."""
    return [heartbeat().code, uuid4()]


def test_the_log_has_the_unique_key_in_place_of_the_uuid(
    rw: Client,
    codes: list[UUID],
    client_of: Callable[[IssuedKey], APIClient],
    read_key: IssuedKey,
    organization: Organization,
) -> None:
    for code in codes:
        for after in AFTER:
            rw.get(f"/api/v1/checks/{code}{after}")
            rw.post(f"/api/v3/checks/{code}{after}", "{}", content_type="application/json")
    access_log.flush()
    answer = client_of(read_key).get(LOG.format(organization.uid), {"page_size": 100})
    text = answer.content.decode()
    for code in codes:
        assert str(code) not in text
        assert f"/api/v1/checks/{unique_key(code)}" in text
        assert f"/api/v3/checks/{unique_key(code)}/pause" in text


def test_a_path_that_nobody_answers_is_written_without_the_uuid_that_was_mistyped(
    rw: Client, codes: list[UUID]
) -> None:
    for code in codes:
        for spelled in (str(code).upper(), code.hex, f"{code}x", f"{code}f"):
            rw.get(f"/api/v3/checks/{spelled}")
            rw.post(f"/api/v4/checks/{spelled}/pause")
    access_log.flush()
    paths = " ".join(AccessLog.objects.values_list("path", flat=True)).lower()
    assert "/api/v3/checks/..." in paths
    assert not [code for code in codes if str(code) in paths or code.hex in paths]


def test_a_refused_write_is_journaled_with_the_unique_key(
    ro: Client, caller: Callable[[IssuedKey], Client], outsider_key: IssuedKey, codes: list[UUID]
) -> None:
    code = codes[0]
    for client in (ro, caller(outsider_key)):
        client.post(f"/api/v2/checks/{code}/pause", "{}", content_type="application/json")
        client.delete(f"/api/v2/checks/{code}")
    paths = [event.after["path"] for event in Event.objects.filter(kind="access.refused") if event.after]
    assert set(paths) == {
        f"/api/v2/checks/{unique_key(code)}/pause",
        f"/api/v2/checks/{unique_key(code)}",
    }
    assert len(paths) == 4


def test_an_error_of_ours_is_logged_with_the_unique_key(
    rw: Client, codes: list[UUID], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_args: object, **_options: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("api.healthchecks.checks.views.check_answer", breaks)
    rw.raise_request_exception = False
    assert rw.get(f"/api/v3/checks/{codes[0]}").status_code == 500
    paths = [record.__dict__["path"] for record in caplog.records if "path" in record.__dict__]
    assert paths == [f"/api/v3/checks/{unique_key(codes[0])}"]
