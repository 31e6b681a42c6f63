"""Fields are taken as Django REST framework takes them, and refused in its words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.pingpong.bodies import Reader
from api.pingpong.values import short
from api.pingpong.vocabulary import STATUSES
from statuspage.exceptions import Invalid

SENT = object()


def read(kind: str, value: Any, **options: Any) -> Any:
    """What a reader takes of one field; the messages where it refuses."""
    reader = Reader({} if value is SENT else {"f": value})
    getattr(reader, kind)("f", **options)
    try:
        return reader.done().get("f", SENT)
    except Invalid as invalid:
        return [error.detail for error in invalid.errors]


TEXT = {"most": 5}


@pytest.mark.parametrize(
    ("kind", "value", "options", "taken"),
    [
        ("text", " API ", TEXT, "API"),
        ("text", 5, TEXT, "5"),
        ("text", "", TEXT, ""),
        ("text", None, {**TEXT, "nullable": True}, ""),
        ("text", "äöüßé", TEXT, "äöüßé"),
        ("text", "a lo…", {**TEXT, "shown": "a lo…"}, SENT),
        ("text", SENT, TEXT, SENT),
        ("flag", True, {}, True),
        ("flag", "false", {}, False),
        ("flag", "ON", {}, True),
        ("flag", 0, {}, False),
        ("word", "operational", {"table": STATUSES}, "operational"),
        ("word", " MINOR Issues", {"table": STATUSES}, "degraded_performance"),
        ("word", None, {"table": STATUSES, "nullable": True}, None),
        ("word", "", {"table": STATUSES, "nullable": True}, None),
        ("time", "2020-03-18T09:02:24Z", {}, datetime(2020, 3, 18, 9, 2, 24, tzinfo=UTC)),
        ("time", "2020-03-18T10:02:24+01:00", {}, datetime(2020, 3, 18, 9, 2, 24, tzinfo=UTC)),
        ("time", "2020-03-18 09:02", {}, datetime(2020, 3, 18, 9, 2, tzinfo=UTC)),
        ("time", None, {"nullable": True}, None),
        ("ref", "abcdefghij12", {}, "abcdefghij12"),
        ("ref", {"id": "abcdefghij12", "name": "API"}, {}, "abcdefghij12"),
        ("ref", None, {"nullable": True}, None),
        ("list", ["a", {"id": "b"}], {}, ["a", {"id": "b"}]),
        ("list", None, {"nullable": True}, []),
    ],
)
def test_takes(kind: str, value: Any, options: dict[str, Any], taken: Any):
    assert read(kind, value, **options) == taken


@pytest.mark.parametrize(
    ("kind", "value", "options", "told"),
    [
        ("text", SENT, {**TEXT, "required": True}, "This field is required."),
        ("text", None, TEXT, "This field may not be null."),
        ("text", "  ", {**TEXT, "required": True}, "This field may not be blank."),
        ("text", "abcdef", TEXT, "Ensure this field has no more than 5 characters."),
        ("text", True, TEXT, "Not a valid string."),
        ("text", ["a"], TEXT, "Not a valid string."),
        ("flag", "maybe", {}, "Must be a valid boolean."),
        ("flag", [], {}, "Must be a valid boolean."),
        ("flag", None, {}, "This field may not be null."),
        ("word", "Fine", {"table": STATUSES}, '"Fine" is not a valid choice.'),
        ("word", 5, {"table": STATUSES}, '"5" is not a valid choice.'),
        ("word", None, {"table": STATUSES}, "This field may not be null."),
        ("ref", 5, {}, "Incorrect type. Expected pk value, received int."),
        ("ref", {"name": "API"}, {}, "Incorrect type. Expected pk value, received dict."),
        ("list", "a", {}, 'Expected a list of items but got type "str".'),
        ("list", ["a"] * 1001, {}, "Ensure this field has no more than 1000 elements."),
    ],
)
def test_refuses_in_the_words_of_the_original(kind: str, value: Any, options: dict[str, Any], told: str):
    assert read(kind, value, **options) == [told]


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2020-13-01T00:00:00Z", 5, []],
)
def test_refuses_what_is_no_time(value: Any):
    (told,) = read("time", value)
    assert told.startswith("Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm")


def test_refuses_a_time_beyond_all_calendars():
    assert read("time", "0001-01-01T00:00:00+23:00") == ["Datetime value out of range."]


def test_names_all_that_is_wrong_at_once():
    reader = Reader({"name": "", "showcased": "maybe", "status": "Fine"})
    reader.text("name", most=50, required=True)
    reader.flag("showcased", into="visible")
    reader.word("status", STATUSES)
    reader.refuse_unknown("group", "nowhere")
    with pytest.raises(Invalid) as raised:
        reader.done()
    assert [error.pointer for error in raised.value.errors] == ["/name", "/showcased", "/status", "/group"]


def test_requires_nothing_of_a_part():
    reader = Reader({}, partial=True)
    reader.text("name", most=50, required=True)
    assert reader.done() == {}


def test_a_name_that_is_too_long_for_this_door_is_shown_cut():
    assert short("n" * 50) == "n" * 50
    assert short("n" * 51) == "n" * 49 + "…"
