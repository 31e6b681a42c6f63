"""What is no ping, to the letter."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from monitoring.models import Check, Ping
from monitoring.services import check_delete
from statuspage.models import Page
from tests.monitoring.making import BY, make_check, make_heartbeat
from tests.rows import each

OTHER = "00000000-0000-4000-8000-000000000000"


@each(
    ("address", "status", "words"),
    [
        ("{other}", 404, "not found"),
        ("{other}/start", 404, "not found"),
        ("{upper}", 404, "not found"),
        ("{code}/stop", 404, "not found"),
        ("{code}/START", 404, "not found"),
        ("{code}/-1", 404, "not found"),
        ("{code}/1.5", 404, "not found"),
        ("{code}/\u0661", 404, "not found"),
        ("{code}/start/", 404, "not found"),
        ("{code}/start/1", 404, "not found"),
        ("{code}/256", 400, "invalid url format"),
        ("{code}/" + "9" * 5000, 400, "invalid url format"),
        ("{code}?rid=", 400, "invalid uuid format"),
        ("{code}?rid=nonsense", 400, "invalid uuid format"),
        ("{code}?rid=11111111222243338444abcdefabcdef", 400, "invalid uuid format"),
        ("{code}?rid=%00", 400, "invalid uuid format"),
        ("", 404, "not found"),
        ("{key}", 404, "not found"),
        ("{key}/", 404, "not found"),
        ("{key}/unknown", 404, "not found"),
        ("{key}/nightly/", 404, "not found"),
        ("{key}/nightly/stop", 404, "not found"),
        ("{key}/nightly/fail/", 404, "not found"),
        ("{key}/nightly/256", 400, "invalid url format"),
        ("{key}/nightly?rid=nonsense", 400, "invalid uuid format"),
        ("{key}/Nightly", 400, "invalid url format"),
        ("{key}/Unknown?create=1", 400, "invalid url format"),
        ("{key}/night.ly?create=1", 404, "not found"),
        ("{key}/n\u00efghtly?create=1", 404, "not found"),
        ("{key}/%00?create=1", 404, "not found"),
        ("{key}/" + "a" * 101 + "?create=1", 400, "invalid url format"),
        ("{key}/shared", 409, "ambiguous slug"),
        ("{key}/shared?create=1", 409, "ambiguous slug"),
        ("nowhere/nightly?create=1", 404, "not found"),
        ("%00/nightly", 404, "not found"),
        ("{other_key}/nightly", 404, "not found"),
        ("{code}?" + "a=1&" * 500 + "rid=x", 400, "invalid uuid format"),
        ("{code}?create=1&rid=x", 400, "invalid uuid format"),
        ("{other}?create=1", 404, "not found"),
    ],
)
def test_it_is_refused_in_these_words(
    client: Client, page: Page, other_page: Page, check: Check, address: str, status: int, words: str
) -> None:
    make_heartbeat(page, slug="shared")
    make_heartbeat(page, slug="shared")
    names = {"code": check.code, "upper": str(check.code).upper(), "other": OTHER}
    keys = {"key": page.ping_key, "other_key": other_page.ping_key}
    answer = client.get(f"/ping/{address.format(**names, **keys)}")
    assert (answer.status_code, answer.content.decode()) == (status, words)
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "no-cache" in answer["Cache-Control"]
    assert not Ping.objects.exists()
    assert Check.objects.count() == 3


def test_what_cannot_be_pinged_looks_alike_and_costs_one_query(
    client: Client,
    page: Page,
    other_page: Page,
    check: Check,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    deleted, probed = make_heartbeat(page), make_check(page)
    theirs = make_heartbeat(other_page)
    check_delete(check=deleted, by=BY)
    Page.objects.filter(pk=other_page.pk).update(deleted_at=deleted.created_at)
    answers = set()
    for code in (OTHER, deleted.code, probed.code, theirs.code):
        with django_assert_num_queries(1):
            answer = client.post(f"/ping/{code}", data=b"x", content_type="text/plain")
        del answer.headers["X-Request-Id"]
        answers.add((answer.status_code, answer.content, str(answer.headers)))
    with django_assert_num_queries(1):
        assert client.get(f"/ping/{page.ping_key}/unknown").status_code == 404
    assert {answer[:2] for answer in answers} == {(404, b"not found")}
    assert len(answers) == 1


@pytest.mark.parametrize("word", ["256", "stop", "?rid=1"])
def test_what_is_malformed_costs_none(
    client: Client, check: Check, word: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get(f"/ping/{check.code}/{word}")
