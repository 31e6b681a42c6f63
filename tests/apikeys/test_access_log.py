"""The access log: what it keeps, and that it never stands in a request's way."""

import multiprocessing
import os
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from apikeys import access_log
from apikeys.access_log import Entry, Log, access_log_list, access_log_retain
from apikeys.models import AccessLog, ApiKey


def entry(**values):
    given = {
        "at": timezone.now(),
        "door": "native",
        "method": "GET",
        "path": "/api/v1/pages/",
        "status": 200,
        "duration_ms": 4,
        "address": "203.0.113.9",
    }
    return Entry(**{**given, **values})


def test_it_writes_in_batches(db, django_assert_max_num_queries):
    log = Log()
    for number in range(1_200):
        log.note(entry(path=f"/{number}"))
    with django_assert_max_num_queries(60):
        assert log.flush() == 1_200
    assert [row.path for row in AccessLog.objects.order_by("id")] == [f"/{number}" for number in range(1_200)]
    assert log.flush() == 0


def test_it_notes_the_use_of_keys_in_force_only(full_key, organization):
    at, log = timezone.now(), Log()
    key = full_key.key
    log.note(entry(key_id=key.pk, organization_id=organization.pk, at=at))
    log.flush()
    key.refresh_from_db()
    assert key.last_used_at is None
    for seconds in (0, 30, 20):
        log.note(entry(key_id=key.pk, at=at + timedelta(seconds=seconds), authenticated=True))
    log.flush()
    key.refresh_from_db()
    assert key.last_used_at == at + timedelta(seconds=30)


def test_it_keeps_no_more_than_it_can_and_counts_the_rest(db):
    log = Log(capacity=3)
    for _ in range(5):
        log.note(entry())
    assert log.dropped == 2
    assert log.flush() == 3
    log.note(entry())
    assert (log.flush(), log.dropped) == (1, 2)


def test_it_keeps_its_rows_while_the_database_is_away(db):
    def gone(execute, sql, params, many, context):
        raise OperationalError("away")

    log = Log()
    for number in range(3):
        log.note(entry(path=f"/{number}"))
    with connection.execute_wrapper(gone), pytest.raises(OperationalError):
        log.flush()
    assert log.flush() == 3
    assert list(AccessLog.objects.order_by("id").values_list("path", flat=True)) == ["/0", "/1", "/2"]


@pytest.mark.django_db(transaction=True)
def test_it_writes_rows_whose_key_is_gone(full_key, organization):
    log = Log()
    log.note(entry(key_id=full_key.key.pk, organization_id=organization.pk, key_prefix="cdr_abcdef"))
    log.note(entry(path="/kept", organization_id=organization.pk))
    ApiKey.objects.all().delete()
    assert log.flush() == 2
    assert not AccessLog.objects.exclude(key=None).exists()
    assert set(AccessLog.objects.values_list("path", "key_prefix")) == {
        ("/api/v1/pages/", "cdr_abcdef"),
        ("/kept", ""),
    }
    assert access_log_list(organization).get().path == "/kept"


def test_it_cuts_keys_and_odd_characters_out_of_paths_e17(db, full_key):
    log = Log()
    log.note(entry(path=f"/api/v1/{full_key.secret}/\x00\ud800" + "x" * 600))
    log.flush()
    path = AccessLog.objects.get().path
    assert path.startswith(f"/api/v1/{full_key.key.prefix}…/")
    assert full_key.secret not in path
    assert "\x00" not in path
    assert len(path) == 500


@pytest.mark.django_db(transaction=True)
def test_it_flushes_by_itself_within_a_second(settings):
    settings.CANDOR_ACCESS_LOG_SECONDS = 0.05
    log = Log()

    def note_some() -> None:
        for _ in range(50):
            log.note(entry())

    threads = [threading.Thread(target=note_some) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deadline = time.monotonic() + 10
    while AccessLog.objects.count() < 400 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert AccessLog.objects.count() == 400
    assert [thread.name for thread in threading.enumerate()].count("access-log") == 1
    log.stop()


@pytest.mark.django_db(transaction=True)
def test_it_writes_the_rest_when_a_forked_process_ends(settings):
    settings.CANDOR_ACCESS_LOG_SECONDS = 600
    log = Log()
    os.register_at_fork(after_in_child=log.after_fork)
    log.note(entry(path="/parent"))
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=log.note, args=(entry(path="/child"),))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert [row.path for row in AccessLog.objects.all()] == ["/child"]
    log.stop()
    assert {row.path for row in AccessLog.objects.all()} == {"/child", "/parent"}


def test_it_deletes_old_rows_in_batches(db, settings, monkeypatch):
    settings.CANDOR_ACCESS_LOG_DAYS = 90
    monkeypatch.setattr(access_log, "RETAIN_BATCH", 2)
    now, log = timezone.now(), Log()
    for days in (0, 89, 91, 92, 93, 94, 95):
        log.note(entry(at=now - timedelta(days=days), path=f"/{days}"))
    log.flush()
    assert access_log_retain(now=now) == 5
    assert set(AccessLog.objects.values_list("path", flat=True)) == {"/0", "/89"}


def test_it_shows_each_organization_its_own(full_key, organization, other_organization):
    log = Log()
    log.note(entry(organization_id=organization.pk, path="/mine"))
    log.note(entry(organization_id=other_organization.pk, path="/theirs"))
    log.note(entry(path="/nobody"))
    log.flush()
    assert [row.path for row in access_log_list(organization)] == ["/mine"]
