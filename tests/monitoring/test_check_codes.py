"""A check that is made with the code by which jobs already ping."""

from uuid import UUID, uuid4

import pytest

from monitoring.models import Check, HeartbeatState
from monitoring.selectors import heartbeat_by_code
from monitoring.services import check_delete, check_pause
from statuspage.exceptions import Conflict
from statuspage.models import Event, Page
from tests.monitoring.making import BY, make_heartbeat

CODE = UUID("803f680d-e89b-492b-82ef-2be7b774a92d")


def test_it_is_pinged_by_the_given_code(page: Page) -> None:
    check = make_heartbeat(page, code=CODE)
    assert heartbeat_by_code(CODE) == check
    assert HeartbeatState.objects.get(check_row=check).last_ping_at is None


def test_without_one_each_has_its_own(page: Page) -> None:
    assert len({make_heartbeat(page).code for _ in range(3)}) == 3


@pytest.mark.parametrize("state", ["living", "deleted", "elsewhere"])
def test_a_code_is_given_once(page: Page, other_page: Page, state: str) -> None:
    first = make_heartbeat(other_page if state == "elsewhere" else page, code=CODE)
    if state == "deleted":
        check_delete(check=first, by=BY)
    told = Event.objects.count()

    with pytest.raises(Conflict) as refused:
        make_heartbeat(page, code=CODE)

    assert refused.value.code == "duplicate_code"
    assert list(Check.objects.filter(code=CODE)) == [first]
    assert Event.objects.count() == told


def test_a_refusal_leaves_the_enclosing_work_whole(page: Page) -> None:
    make_heartbeat(page, code=CODE)
    with pytest.raises(Conflict):
        make_heartbeat(page, code=CODE)
    other = make_heartbeat(page, code=uuid4())
    check_pause(check=other, by=BY)
    assert Check.living.filter(page=page).count() == 2
