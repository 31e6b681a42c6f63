from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from statuspage import journal, services
from statuspage.models import Event, Organization, Page
from tests.statuspage.making import BY, NOW, make_page

pytestmark = pytest.mark.django_db


def _say(page: Page, kind: str = "component.updated", **extra: Any) -> Event:
    return journal.record(
        kind=kind,
        by=BY,
        at=NOW,
        subject_kind="component",
        subject_uid="c",
        subject_label="API",
        page=page,
        **extra,
    )


def _say_and_fail(page: Page) -> None:
    with journal.transaction():
        _say(page, "group.deleted")
        raise ZeroDivisionError


def test_it_numbers_the_events_of_each_page_and_moves_the_revision_for_visible_kinds() -> None:
    one, two = make_page("one"), make_page("two")
    Page.objects.update(sequence=10, revision=5)
    with journal.transaction():
        first, second, third = _say(two), _say(one, "template.created"), _say(two)
    assert [(e.page_uid, e.sequence) for e in (first, second, third)] == [
        (two.uid, 11),
        (one.uid, 11),
        (two.uid, 12),
    ]
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.sequence, one.revision) == (11, 5)
    assert (two.sequence, two.revision) == (12, 7)
    assert first.pk
    assert first.pk < third.pk


def test_it_tells_once_after_commit(django_capture_on_commit_callbacks: Any) -> None:
    page = make_page()
    heard: list[dict[str, Any]] = []

    def listen(**said: Any) -> None:
        heard.append(said)

    journal.event_committed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            with journal.transaction(), journal.transaction():
                event = _say(page)
            assert heard == []
        assert [(said["event_ids"], said["page_ids"]) for said in heard] == [([event.pk], [page.pk])]
    finally:
        journal.event_committed.disconnect(listen)


@pytest.mark.django_db(transaction=True)
def test_it_lets_listeners_write_events_of_their_own() -> None:
    page = make_page()

    def listen(event_ids: list[int], **said: Any) -> None:
        if Event.objects.filter(pk__in=event_ids, kind="component.updated").exists():
            with journal.transaction():
                _say(page, "check.updated")

    journal.event_committed.connect(listen)
    try:
        with journal.transaction():
            _say(page)
    finally:
        journal.event_committed.disconnect(listen)
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True))[-2:] == [
        "component.updated",
        "check.updated",
    ]


def test_it_forgets_the_events_of_a_step_that_failed() -> None:
    page = make_page()
    Event.objects.all().delete()
    with journal.transaction():
        _say(page, "group.created")
        with pytest.raises(ZeroDivisionError):
            _say_and_fail(page)
        _say(page, "group.updated")
    assert list(Event.objects.order_by("sequence").values_list("kind", flat=True)) == [
        "group.created",
        "group.updated",
    ]
    sequences = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == [2, 3]


def test_it_writes_nothing_when_the_act_fails() -> None:
    page = make_page()
    count = Event.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _say_and_fail(page)
    with journal.transaction():
        pass
    assert Event.objects.count() == count
    page.refresh_from_db()
    assert page.sequence == 1


def test_it_keeps_what_json_cannot_say() -> None:
    page = make_page()
    with journal.transaction(NOW) as now:
        event = _say(page, after={"at": now, "day": now.date(), "code": UUID(int=7), "set": {"b", "a"}})
    event.refresh_from_db()
    assert event.after == {
        "at": "2026-05-01T12:00:00Z",
        "day": "2026-05-01",
        "code": "00000000-0000-0000-0000-000000000007",
        "set": ["a", "b"],
    }


def test_it_freezes_the_moment_of_an_act() -> None:
    with journal.transaction(NOW) as outer, journal.transaction() as inner:
        assert outer == inner == NOW


def test_it_refuses_unknown_kinds_and_loose_records() -> None:
    page = make_page()
    with pytest.raises(KeyError), journal.transaction():
        _say(page, "component.exploded")
    with pytest.raises(RuntimeError):
        _say(page)


def test_it_journals_organizations_without_a_page() -> None:
    organization = services.organization_create(name="Acme", by=BY)
    event = Event.objects.get()
    assert (event.organization, event.page, event.sequence) == (organization, None, None)
    assert Organization.objects.count() == 1


def test_its_catalogue_delivers_nothing_personal() -> None:
    for kind in journal.CATALOGUE.values():
        assert not (kind.personal and kind.deliverable)
        assert str(kind.description)
