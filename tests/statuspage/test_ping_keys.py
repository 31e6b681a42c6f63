"""A page that takes over the ping key by which jobs already ping."""

import pytest

from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Page
from statuspage.services import page_delete, page_ping_key_take
from tests.rows import each

BY = Actor.system("import")
KEY = "fqOOd6-F4MMNuCEnzTU01w"


def test_it_has_the_key_from_now_on_and_the_journal_does_not(page: Page) -> None:
    page_ping_key_take(page=page, ping_key=KEY, by=BY)
    assert page.ping_key == Page.objects.get(pk=page.pk).ping_key == KEY
    event = Event.objects.get(kind="page.ping_key_rotated")
    assert (event.page_uid, event.actor_label) == (page.uid, "import")
    assert (event.before, event.after) == (None, None)


def test_taking_it_again_is_no_change(page: Page) -> None:
    for _time in range(2):
        page_ping_key_take(page=page, ping_key=KEY, by=BY)
    assert Event.objects.filter(kind="page.ping_key_rotated").count() == 1


@pytest.mark.parametrize("deleted", [False, True])
def test_a_key_of_another_page_is_refused(page: Page, other_page: Page, deleted: bool) -> None:
    page_ping_key_take(page=other_page, ping_key=KEY, by=BY)
    if deleted:
        page_delete(page=other_page, by=BY)
    own = page.ping_key

    with pytest.raises(Conflict) as refused:
        page_ping_key_take(page=page, ping_key=KEY, by=BY)

    assert refused.value.code == "duplicate_ping_key"
    assert Page.objects.get(pk=page.pk).ping_key == own
    assert Event.objects.filter(kind="page.ping_key_rotated", page_uid=page.uid).count() == 0


@each("key", ["", KEY[:21], KEY + "x", KEY[:21] + "\n", KEY[:21] + "ä", KEY[:21] + "/"])
def test_what_can_be_no_ping_key_is_refused(page: Page, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        page_ping_key_take(page=page, ping_key=key, by=BY)
    assert [error.code for error in refused.value.errors] == ["invalid_ping_key"]


def test_a_deleted_page_takes_none(page: Page) -> None:
    page_delete(page=page, by=BY)
    with pytest.raises(Conflict):
        page_ping_key_take(page=page, ping_key=KEY, by=BY)
