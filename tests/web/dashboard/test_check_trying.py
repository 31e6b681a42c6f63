"""Trying a check out before it is saved."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from monitoring.models import Check, CheckResult
from monitoring.probes import run_batch
from monitoring.services import trying
from statuspage.models import Event, Page
from tests.monitoring.making import make_check
from tests.target import Target
from tests.web.dashboard.check_forms import ROOT, sent_by, wrong_in
from tests.web.dashboard.conftest import As


@pytest.fixture
def configuring(as_: As) -> Client:
    return as_("page_configuration")


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    target.start()
    yield target
    target.stop()


def test_trying_it_tells_every_step_and_saves_nothing(configuring: Client, page: Page, target: Target):
    plain = {
        "url": f"{target.url}/x?token=hunter2",
        "expected_status": "200",
        "json_op": "eq",
        "method": "GET",
    }
    sent = {**plain, "ip_version": "auto", "interval": "60", "timeout": "5", "do": "try", "name": "x" * 300}
    answer = configuring.post(f"{ROOT}new/http/", sent)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "It would be up" in content
    assert "Name resolved" in content
    assert f"GET {target.url}/x<" in content
    assert re.search(r"Beginning of the body</summary><pre>ok</pre>", content)
    target.status = 503
    content = configuring.post(f"{ROOT}new/http/", sent).content.decode()
    assert "It would fail" in content
    assert "status 503, expected 200" in content
    assert not Check.objects.exists()
    assert not CheckResult.objects.exists()
    assert not Event.objects.filter(subject_kind="check").exists()


def test_trying_refuses_what_could_not_be_saved(configuring: Client, page: Page):
    sent = {"do": "try", "interval": "60", "timeout": "5", "expected_status": "x", "json_op": "eq"}
    answer = configuring.post(f"{ROOT}new/http/", {**sent, "url": "http://169.254.169.254/"})
    assert answer.status_code == 200
    assert {"url", "expected_status"} <= wrong_in(answer.content).keys()
    assert "It was not tried" in answer.content.decode()


def test_trying_an_edit_uses_the_secrets_that_are_kept(
    configuring: Client, page: Page, monkeypatch: pytest.MonkeyPatch
):
    check = make_check(page, target={"url": "http://127.0.0.1:9/x", "headers": {"X-Api-Key": "hunter2"}})
    specs: list[Any] = []

    def watched(asked: Any, **given: Any) -> Any:
        specs.extend(asked)
        return run_batch(asked, **given)

    monkeypatch.setattr(trying, "run_batch", watched)
    path = f"{ROOT}{check.uid}/edit/"
    content = configuring.post(path, {**sent_by(configuring.get(path).content), "do": "try"}).content.decode()
    assert [spec.target["headers"] for spec in specs] == [{"X-Api-Key": "hunter2"}]
    assert "hunter2" not in content
    assert "connection refused" in content


def test_only_so_many_try_at_once(configuring: Client, page: Page, target: Target):
    sent = {"url": target.url, "expected_status": "200", "json_op": "eq", "method": "GET", "do": "try"}
    sent |= {"ip_version": "auto", "interval": "60", "timeout": "5"}
    for _number in range(trying.AT_ONCE):
        assert trying._places.acquire(blocking=False)
    try:
        content = configuring.post(f"{ROOT}new/http/", sent).content.decode()
    finally:
        for _number in range(trying.AT_ONCE):
            trying._places.release()
    assert "Other checks are being tried out" in content
    assert target.seen == []
