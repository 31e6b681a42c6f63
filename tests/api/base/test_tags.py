"""ETag, If-Match and If-None-Match on single objects."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from rest_framework.test import APIClient

from statuspage.models import Component, Event


@pytest.fixture
def path(api, page):
    made = api.post("/t/pages/status/components/", {"name": "API"}, format="json")
    return f"/t/pages/status/components/{made.json()['id']}/"


def test_it_gives_the_same_strong_tag_to_create_read_and_change(api, page):
    made = api.post("/t/pages/status/components/", {"name": "API"}, format="json")
    path = f"/t/pages/status/components/{made.json()['id']}/"
    read = api.get(path)
    same = api.patch(path, {"name": "API"}, format="json")
    other = api.patch(path, {"name": "Web"}, format="json")
    assert made["ETag"] == read["ETag"] == same["ETag"] != other["ETag"]
    assert read["ETag"].startswith('"')
    assert api.get(path)["ETag"] == other["ETag"]


def test_it_changes_only_what_the_caller_has_read(api, path):
    tag = api.get(path)["ETag"]
    assert api.patch(path, {"name": "Web"}, format="json", HTTP_IF_MATCH=tag).status_code == 200
    events = Event.objects.count()
    late = api.patch(path, {"name": "Late"}, format="json", HTTP_IF_MATCH=tag)
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert Component.objects.get().name == "Web"
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("header", "status"),
    [("*", 200), ('"a", {}', 200), ("W/{}", 412), ('"a"', 412), ("{}x", 400), ("a", 400), ("", 400)],
)
def test_it_compares_strongly(api, path, header, status):
    tag = api.get(path)["ETag"]
    answer = api.patch(path, {"name": "Web"}, format="json", HTTP_IF_MATCH=header.format(tag))
    assert answer.status_code == status


def test_it_takes_back_an_act_that_did_not_heed_if_match(api, path):
    answer = api.delete(path, HTTP_IF_MATCH=api.get(path)["ETag"])
    assert answer.status_code == 412
    assert Component.objects.get().name == "API"
    assert not Event.objects.filter(kind="component.updated").exists()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("form", ["{}", "W/{}", "*", '"a", {}'])
def test_it_answers_304_to_who_has_it_already(api, path, method, form):
    tag = api.get(path)["ETag"]
    answer = getattr(api, method)(path, HTTP_IF_NONE_MATCH=form.format(tag))
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert answer["Cache-Control"] == "private, no-store"
    assert "Content-Type" not in answer
    assert answer["RateLimit"]


@pytest.mark.parametrize("form", ['"a"', "rubbish", ""])
def test_it_answers_in_full_to_who_has_something_else(api, path, form):
    assert api.get(path, HTTP_IF_NONE_MATCH=form).status_code == 200


def test_it_gives_lists_no_tag(api, path):
    assert "ETag" not in api.get("/t/pages/status/components/")


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_many_writers_through_f16(full_key, path, api):
    tag = api.get(path)["ETag"]

    def change(number):
        try:
            client = APIClient()
            client.credentials(HTTP_X_API_KEY=full_key.secret)
            body = {"name": f"writer {number}"}
            return number, client.patch(path, body, format="json", HTTP_IF_MATCH=tag).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(change, range(20)))
    winners = [number for number, status in answers if status == 200]
    assert sorted({status for _number, status in answers}) == [200, 412]
    assert [f"writer {number}" for number in winners] == [Component.objects.get().name]
    assert Event.objects.filter(kind="component.updated").count() == 1
