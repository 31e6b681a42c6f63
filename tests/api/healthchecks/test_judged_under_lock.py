"""What depends on the present check is judged when nobody else can change it any more."""

from collections.abc import Callable
from typing import Any

import pytest

from api.healthchecks.checks.views import CheckView
from monitoring.models import Check, Flip
from monitoring.services import check_pause, check_resume, check_update
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.models import Event, Page

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]
BY = Actor.system()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Check], Any]], None]:
    """Does something between the moment at which a view finds its check and that at which it changes it."""

    def meanwhile(act: Callable[[Check], Any]) -> None:
        found = CheckView.check_at
        done: list[Check] = []

        def check_at(view: CheckView, code: Any) -> Check:
            check = found(view, code)
            if not done:
                done.append(check)
                act(Check.objects.get(pk=check.pk))
            return check

        monkeypatch.setattr(CheckView, "check_at", check_at)

    return meanwhile


def test_older_names_of_keywords_go_by_the_keywords_that_are_there(
    post: Post, page: Page, meanwhile: Callable[..., None]
) -> None:
    made = post({"subject": "done", "subject_fail": "broke"}).json()

    def forget(check: Check) -> None:
        check_update(check=check, changes={"target": {"success_kw": ""}}, by=BY)

    meanwhile(forget)
    seen = post({"subject_fail": ""}, path=f"/api/v3/checks/{made['uuid']}").json()
    assert (seen["success_kw"], seen["failure_kw"], seen["filter_subject"]) == ("", "", False)


def test_what_has_been_resumed_meanwhile_is_not_paused(
    post: Post, heartbeat: Callable[..., Check], meanwhile: Callable[..., None]
) -> None:
    check = heartbeat()
    check_pause(check=check, by=BY)
    meanwhile(lambda found: check_resume(check=found, by=BY))
    answer = post({}, path=f"/api/v3/checks/{check.code}/resume")
    assert (answer.status_code, answer.content) == (409, b"check is not paused")
    assert Event.objects.filter(kind="check.resumed").count() == 1


def test_the_service_refuses_what_is_not_paused_only_when_asked(heartbeat: Callable[..., Check]) -> None:
    check = heartbeat()
    with pytest.raises(Conflict) as refused:
        check_resume(check=check, paused_only=True, by=BY)
    assert refused.value.code == "not_paused"
    assert check_resume(check=check, by=BY).state == "new"
    assert not Flip.objects.exists()
