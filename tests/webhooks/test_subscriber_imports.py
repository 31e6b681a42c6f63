"""Long lists of subscribers are taken in by workers, of which any may die at any moment."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks import tasks
from webhooks.models import Delivery, ImportBatch, SubscriberImport, Subscription
from webhooks.selectors.due import due_now
from webhooks.services.subscribers import (
    imports,
    subscriber_import_start,
    subscriber_import_stop,
    subscriber_imports_purge,
    subscriber_imports_release,
    subscriber_imports_work,
)
from webhooks.services.subscribers.lines import lines_judge, lines_write

LATER = NOW + imports.LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 3)


def begin(page, number=10, extra="", **options):
    text = "address\n" + "".join(f"v{one}@x.example\n" for one in range(number)) + extra
    return subscriber_import_start(page=page, text=text, by=BY, now=NOW, **options)


def work(now=NOW, seconds=60.0):
    return subscriber_imports_work(now=now, seconds=seconds)


def far(job):
    job.refresh_from_db()
    return job.state, job.added, job.known, job.wrong


def addresses():
    return sorted(Subscription.objects.values_list("address", flat=True))


def test_a_worker_takes_in_all_of_it_and_tells_what_came_of_each_line(page, other_page):
    make_visitor(page, "v1@x.example")
    make_visitor(page, "left@x.example", state="unsubscribed")
    job = begin(page, extra="left@x.example\n=1+1\nv0@x.example\n")
    assert due_now(now=NOW).imports
    assert (job.total, ImportBatch.objects.count()) == (13, 5)
    with pytest.raises(Conflict, match="still running"):
        begin(page)
    begin(other_page, number=1)
    # What is left after its time is due again at once, and others have their turn first.
    soon = NOW + timedelta(seconds=1)
    assert work(soon, seconds=0) == 1
    assert far(job) == ("running", 2, 1, 0)
    assert [work(soon), work(soon), work(soon)] == [1, 4, 0]
    assert far(job) == ("done", 9, 2, 2)
    assert [(line, code) for line, code, _reason in job.reasons] == [
        (12, "unsubscribed"),
        (13, "invalid_email"),
    ]
    assert Delivery.objects.filter(page=page, kind="confirmation").count() == 9
    assert not ImportBatch.objects.exists()
    told = Event.objects.filter(page=page, subject_kind="page").order_by("pk")
    assert [event.kind for event in told] == ["subscription.import_started", "subscription.imported"]
    assert told[1].after == {"lines": 13, "added": 9, "known": 2, "wrong": 2, "confirmed": False}
    assert told[1].actor_label == BY.label
    assert not due_now(now=LATER).imports
    begin(page, number=1)


def test_what_a_killed_worker_left_comes_back_and_nobody_is_taken_in_twice(page, monkeypatch):
    job = begin(page, confirmed=True)

    def killed(**given):
        if Subscription.objects.count() >= 6:
            lines_write(**given)
            raise KeyboardInterrupt
        return lines_write(**given)

    monkeypatch.setattr(imports, "lines_write", killed)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert (far(job), len(addresses())) == (("running", 6, 0, 0), 6)
    monkeypatch.undo()
    assert work() == 0
    assert work(LATER) == 2
    assert far(job) == ("done", 10, 0, 0)
    assert addresses() == [f"v{one}@x.example" for one in range(10)]

    # The start of the only worker does not wait for the lease.
    begin(page, number=1)
    assert imports._claim(NOW) is not None
    assert (work(), subscriber_imports_release(now=NOW), work()) == (0, 1, 1)


def test_a_worker_that_was_too_slow_or_was_stopped_writes_nothing_more(page, monkeypatch):
    job = begin(page)

    def meanwhile(act):
        def judged(**given):
            monkeypatch.setattr(imports, "lines_judge", lines_judge)
            act()
            return lines_judge(**given)

        monkeypatch.setattr(imports, "lines_judge", judged)

    meanwhile(lambda: work(LATER))
    assert work() == 0
    assert (far(job), len(addresses())) == (("done", 10, 0, 0), 10)

    Subscription.objects.all().delete()
    job = begin(page)
    work(seconds=0)
    meanwhile(lambda: subscriber_import_stop(subscriber_import=job, by=BY, now=NOW))
    assert work() == 0
    assert (far(job), len(addresses())) == (("stopped", 3, 0, 0), 3)
    assert not ImportBatch.objects.exists()
    assert Event.objects.filter(kind="subscription.import_stopped", after__added=3).count() == 1
    with pytest.raises(Conflict):
        subscriber_import_stop(subscriber_import=job, by=BY)


def test_what_never_comes_forward_fails_and_a_page_that_is_gone_ends_it(page, other_page, monkeypatch):
    job = begin(page)

    def broken(**given):
        raise RuntimeError

    monkeypatch.setattr(imports, "lines_write", broken)
    for number in range(imports.TRIES):
        with pytest.raises(RuntimeError):
            work(NOW + number * (LATER - NOW))
    assert work(NOW + imports.TRIES * (LATER - NOW)) == 0
    assert far(job) == ("failed", 0, 0, 0)
    assert Event.objects.filter(kind="subscription.import_failed").exists()
    theirs = begin(other_page)
    other_page.deleted_at = NOW
    other_page.save(update_fields=["deleted_at"])
    assert (work(), far(theirs)[0]) == (0, "failed")
    assert subscriber_imports_purge(now=NOW + imports.KEPT) == 0
    assert subscriber_imports_purge(now=NOW + 2 * imports.KEPT) == 2


def test_it_keeps_no_more_than_it_can_and_the_database_guards_the_rest(page, monkeypatch):
    monkeypatch.setattr(imports, "MOST_CHARACTERS", 20)
    with pytest.raises(Invalid, match="too large"):
        begin(page)
    monkeypatch.setattr(imports, "MOST_CHARACTERS", 2000)
    monkeypatch.setattr(imports, "REASONS_KEPT", 4)
    job = begin(page, number=0, extra="wrong\n" * 9, confirmed=True)
    work()
    assert (far(job), len(job.reasons)) == (("done", 0, 0, 9), 4)
    row = SubscriberImport.objects.filter(pk=job.pk)
    for wrong in ({"state": "huh"}, {"known": 1}, {"total": 10}, {"due_at": NOW}, {"finished_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_the_tick_finds_it_without_a_bell(page):
    job = begin(page)
    tasks.tick()
    assert far(job)[:2] == ("done", 10)
