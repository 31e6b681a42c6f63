"""Leafing through lists, and everything that is not a page (hardening E14, E15)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from statuspage.models import Component, Event
from tests.rows import each

LIST = "/t/pages/status/components/"
NOT_COUNTS = ["-1", "0", "1000000000000000000", "NaN", "1.5", "", "1e3", "١", "+1", "0x1"]


@pytest.fixture
def components(page):
    rows = [Component(page=page, name=f"c{n}", slug=f"c{n}", position=n % 3) for n in range(12)]
    return Component.objects.bulk_create(rows)


@pytest.fixture
def events(organization, other_organization):
    now = timezone.now()
    return Event.objects.bulk_create(
        Event(organization=owner, kind="page.updated", at=now, subject_kind="page", actor_kind="system")
        for owner in [organization] * 23 + [other_organization]
    )


def follow(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def test_it_pages_by_number(api, components):
    first = api.get(f"{LIST}?page_size=5").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (12, 5, None)
    assert first["next"] == f"http://127.0.0.1:8000{LIST}?page_size=5&page=2"
    second = api.get(follow(first["next"])).json()
    third = api.get(follow(second["next"])).json()
    assert third["next"] is None
    assert api.get(follow(second["previous"])).json()["results"] == first["results"]
    names = [row["name"] for part in (first, second, third) for row in part["results"]]
    assert len(set(names)) == 12


def test_it_keeps_filters_in_its_links(api, components):
    first = api.get(f"{LIST}?position=1&page_size=2").json()
    assert first["count"] == 4
    assert "position=1" in first["next"]


def test_it_answers_an_empty_list(api, page):
    assert api.get(LIST).json() == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize("name", ["page", "page_size"])
@pytest.mark.parametrize("value", NOT_COUNTS)
def test_it_refuses_what_is_no_count_e15(api, page, name, value):
    answer = api.get(LIST, {name: value})
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_it_refuses_a_repeated_count(api, page):
    assert api.get(f"{LIST}?page=1&page=2").status_code == 400


def test_it_says_that_there_is_no_such_page(api, components):
    answer = api.get(f"{LIST}?page=13&page_size=1")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_page")
    assert answer.json()["detail"] == "There are 12 pages of results."


def test_it_counts_one_page_as_one(api, page):
    assert api.get(f"{LIST}?page=2").json()["detail"] == "There is one page of results."


def test_it_limits_the_page_size_e15(api, page):
    Component.objects.bulk_create(Component(page=page, name="c", slug=f"s{n}") for n in range(203))
    assert len(api.get(f"{LIST}?page_size=200").json()["results"]) == 200
    answer = api.get(f"{LIST}?page_size=201")
    assert answer.status_code == 400
    assert [(e["parameter"], e["code"]) for e in answer.json()["errors"]] == [("page_size", "too_large")]


@each(
    "query", ["ordering=name", "positions=1", "page_size=1&x=", "_method=DELETE", "name=%00", "limit=1;drop"]
)
def test_it_refuses_unknown_parameters_e14(api, page, query):
    answer = api.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize("query", ["position=abc", "position=NaN", "position=1'--", "position=%00"])
def test_it_refuses_filters_of_a_wrong_kind_e14(api, page, query):
    answer = api.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "position"


def test_it_refuses_parameters_of_lists_on_writes(api, page):
    assert api.post(f"{LIST}?page=1", {"name": "x"}, format="json").status_code == 400


@pytest.mark.parametrize("path", ["/t/events/", "/t/events-by-time/"])
def test_it_walks_by_cursor_both_ways_while_rows_arrive(api, events, organization, path):
    mine = Event.objects.filter(organization=organization, kind="page.updated")
    ids = list(mine.order_by("-id").values_list("pk", flat=True))
    first = api.get(f"{path}?page_size=10&kind=page.updated").json()
    assert (first["results"], first["previous"]) == (ids[:10], None)
    Event.objects.create(
        organization=organization,
        kind="page.updated",
        at=timezone.now(),
        subject_kind="page",
        actor_kind="system",
    )
    second = api.get(follow(first["next"])).json()
    third = api.get(follow(second["next"])).json()
    assert second["results"] == ids[10:20]
    assert (third["results"], third["next"]) == (ids[20:], None)
    back = api.get(follow(third["previous"])).json()
    assert back["results"] == second["results"]
    newest = api.get(follow(back["previous"])).json()
    assert newest["results"] == ids[:10]
    assert len(api.get(follow(newest["previous"])).json()["results"]) == 1


def test_it_refuses_tampered_and_foreign_cursors_e15(api, events):
    link = api.get("/t/events/?page_size=10&kind=page.updated").json()["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]
    assert api.get("/t/events/", {"cursor": cursor, "kind": "page.updated"}).status_code == 200
    refused = [
        {"cursor": cursor},
        {"cursor": cursor, "kind": "b"},
        {"cursor": cursor[:-1] + ("A" if cursor[-1] != "A" else "B"), "kind": "page.updated"},
        {"cursor": "x" + cursor, "kind": "page.updated"},
        {"cursor": ""},
        {"cursor": "WzFd"},
        {"cursor": "0"},
    ]
    for query in refused:
        answer = api.get("/t/events/", query)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "invalid_cursor"), query


def test_it_reads_lists_with_a_constant_number_of_queries(api, components, django_assert_num_queries):
    for size in (1, 12):
        # Prefix and digest, the key, the page, the count, the rows.
        with django_assert_num_queries(5):
            api.get(f"{LIST}?page_size={size}")
