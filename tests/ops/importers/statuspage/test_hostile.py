"""A source that tells what cannot be: each such thing is left out with a line, and the rest comes."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError

from incidents.models import Incident, IncidentUpdate
from ops.importers.answers import SourceRefused
from ops.importers.statuspage import fetching
from statuspage.models import Component, ComponentGroup, Page
from tests.api.statuspage.conftest import Story
from tests.ops.importers.statuspage.conftest import Recording, emptied
from tests.receiver import Reply, receiver_run

Bring = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def told(recording: Recording, page: Page, story: Story) -> None:
    recording.record(page)
    emptied(page)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"id": 7}, "id is not text"),
        ({"id": ""}, "id is no id"),
        ({"id": "a\x00b"}, "id is no id"),
        ({"name": ["a"]}, "name is not text"),
        ({"name": ""}, "must not be empty"),
        ({"name": "a\x00b"}, "characters that text cannot hold"),
        ({"name": "x" * 300}, "300 characters"),
        ({"status": "on_fire"}, "status is no status"),
        ({"status": {"a": 1}}, "status is not text"),
        ({"position": -1}, "position is out of range"),
        ({"position": 10**30}, "position is out of range"),
        ({"showcase": "yes"}, "showcase is not true or false"),
        ({"created_at": None}, "created_at is missing"),
        ({"created_at": "yesterday"}, "created_at is not a time"),
        ({"created_at": "2026-01-01T00:00:00"}, "created_at is not a time"),
        ({"created_at": 17}, "created_at is not a time"),
        ({"start_date": "2026-13-01"}, "start_date is not a day"),
        ({"group_id": "nosuchgroup1"}, "its group could not be brought"),
    ],
)
def test_a_component_that_cannot_be_is_left_out(
    recording: Recording, bring: Bring, given: dict[str, Any], reason: str
) -> None:
    listed = recording.each("components")
    listed[-1] |= given
    lines = bring()
    assert any(line.startswith("left out   component") and reason in line for line in lines), "\n".join(lines)
    assert lines[-1] == "Left out: 1. The lines above say why."
    assert ComponentGroup.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"status": "scheduled"}, "status: "),
        ({"status": "resolved", "resolved_at": "1999-01-01T00:00:00Z"}, "resolved_at: "),
        ({"impact": "apocalyptic"}, "impact: "),
        ({"incident_updates": []}, "it has no updates"),
        ({"incident_updates": {}}, "incident_updates is not a list"),
        ({"incident_updates": [None]}, "it is not an object"),
        ({"incident_updates": [{}] * 2001}, "holds more than 2000"),
        ({"components": [[]]}, "it is not an object"),
        ({"created_at": "2101-01-01T00:00:00Z"}, "has not come yet"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "created_at is not a time"),
        ({"started_at": "1066-10-14T09:00:00Z"}, "started_at: "),
    ],
)
def test_an_incident_that_cannot_be_is_left_out(
    recording: Recording, bring: Bring, given: dict[str, Any], reason: str
) -> None:
    (wrong,) = recording.each("incidents/unresolved")
    wrong |= given
    recording.each("incidents")[:] = [one for one in recording.each("incidents") if one["id"] != wrong["id"]]
    lines = bring()
    assert any(line.startswith("left out   incident") and reason in line for line in lines), "\n".join(lines)
    assert Incident.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<script>alert(1)</script>Well", "Well"),
        ("<div>" * 3000 + "deep", None),
        ("<p onclick=x>a</p><img src=//evil>", "<p>a</p>"),
        ("a\n\nb\n\n<ul><li>c</li></ul>", "<p>a</p>\n\n<p>b</p>\n\n<ul><li>c</li></ul>"),
    ],
)
def test_bodies_are_cleaned(recording: Recording, bring: Bring, body: str, html: str | None) -> None:
    (one,) = recording.each("incidents/unresolved")
    one["incident_updates"][0]["body"] = body
    recording.each("incidents").clear()
    bring()
    written = IncidentUpdate.objects.get(incident__name="Errors").html
    assert "<script" not in written
    assert html is None or written == html


def test_what_is_told_twice_is_taken_once(recording: Recording, bring: Bring) -> None:
    listed = recording.each("components")
    twin = copy.deepcopy(listed[-1])
    listed.append(twin | {"name": "Twin"})
    (one,) = recording.each("incidents/unresolved")
    recording.each("incidents").clear()
    one["incident_updates"] *= 2
    lines = bring()
    assert f"left out   component Twin: the id {twin['id']} is told more than once" in lines
    assert any(
        line.startswith("left out   incident Errors: it has an update more than once") for line in lines
    )
    assert not Component.objects.filter(name="Twin").exists()


def test_names_do_nothing_to_the_terminal(recording: Recording, bring: Bring) -> None:
    recording.each("components")[-1] |= {"name": "\x1b[2Jgone\u202e", "status": "?"}
    assert not [line for line in bring() if "\x1b" in line or "\u202e" in line]


def test_what_was_interrupted_goes_on(
    recording: Recording, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("ops.importers.statuspage.incidents.incident_bring", interrupt)
        with pytest.raises(KeyboardInterrupt):
            bring()
    lines = bring()
    assert "component: 0 created, 0 changed, 2 unchanged, 0 left out." in lines
    assert "incident: 2 created, 0 changed, 0 unchanged, 0 left out." in lines


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(404), "there is nothing"),
        (Reply(500), "it answers 500"),
        (Reply(200, {}, b"<html>Welcome</html>"), "not JSON"),
        (Reply(200, {}, b"[" * 100_000), "not JSON"),
        (Reply(200, {}, b"[]"), "does not answer as a Statuspage does"),
        (Reply(200, {}, json.dumps({"page": {"id": "abcdefghijkl"}}).encode()), "no list of components"),
        (Reply(302, {"Location": "https://elsewhere.example/"}), "leads on to https://elsewhere.example/"),
        (Reply(302, {"Location": "http://[broken"}), "no address"),
    ],
)
def test_a_source_that_is_none_is_told_in_a_line(
    recording: Recording, bring: Bring, reply: Reply, sentence: str
) -> None:
    recording.receiver.answer = lambda _request: reply
    with pytest.raises(CommandError, match=sentence):
        bring()


def test_it_waits_as_long_as_it_is_told_to(
    recording: Recording, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    answer, early = recording.receiver.answer, [Reply(429, {"Retry-After": "7"}), Reply(420)]
    recording.receiver.answer = lambda request: early.pop(0) if early else answer(request)
    assert "The source has had many requests; going on in 7 seconds." in bring()
    assert waited == [7, 10]
    recording.receiver.answer = lambda _request: Reply(429, {"Retry-After": "99999999999"})
    with pytest.raises(CommandError, match="too many requests"):
        bring()
    assert max(waited) == fetching.LONGEST_WAIT


def test_a_list_without_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_PAGES", 3)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with receiver_run() as receiver:
        receiver.answer = lambda request: Reply(200, {}, json.dumps([{"id": request.path}] * 100).encode())
        source = fetching.Source(receiver.url, key="k", tell=lambda _line: None)
        with pytest.raises(SourceRefused, match="more than 3 pages"):
            list(source.read_all("/v1/pages/p/components"))
        receiver.answer = lambda _request: Reply(200, {}, json.dumps([{"id": "same"}] * 100).encode())
        assert len(list(source.read_all("/v1/pages/p/components"))) == 100
