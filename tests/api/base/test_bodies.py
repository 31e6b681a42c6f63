"""Reading JSON strictly (hardening E19, E21)."""

import json

import pytest

from api.base.parsing import MAX_BYTES, MAX_DEPTH
from tests.rows import each

PATH = "/t/keys/"


def send(api, body: bytes | str):
    return api.post(PATH, body, content_type="application/json")


@each(
    "body",
    [
        "{",
        "{} {}",
        "{'a': 1}",
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": -Infinity}',
        '{"a": 1e999}',
        '{"a": -1e999}',
        '{"a": 9223372036854775808}',
        '{"a": -9223372036854775809}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        r'{"a": "\ud800"}',
        r'{"\udfff": 1}',
        r'["\udc00\ud800"]',
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
    ],
)
def test_it_refuses_what_cannot_be_read_e19(api, body):
    answer = send(api, body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] == "unreadable_body"


@pytest.mark.parametrize(
    "value",
    [
        {"a": 2**63 - 1, "b": -(2**63), "c": 1e308, "d": 0.1},
        {"text": "Grüße 😀 é e\u0301 \u202e", "empty": "", "null": None},
        json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH),
    ],
)
def test_it_hands_on_what_it_reads_unchanged_e21(api, value):
    answer = send(api, json.dumps(value))
    assert answer.status_code == 201
    assert answer.json()["echo"] == value


def test_it_reads_a_pair_of_surrogates_as_one_character(api):
    assert send(api, r'{"a": "\ud83d\ude00"}').json()["echo"] == {"a": "😀"}


def test_it_points_at_every_nul(api):
    answer = send(api, json.dumps({"a": [1, {"b/c": "x\x00"}], "d\x00": "\x00"}))
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/a/1/b~1c", "/", "/d\x00"}


def test_it_refuses_bodies_over_a_mebibyte(api):
    fits = '{"a": "' + "x" * (MAX_BYTES - 9) + '"}'
    assert send(api, fits).status_code == 201
    answer = send(api, fits + " ")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_it_refuses_a_body_of_unknown_length(api):
    answer = api.generic("POST", PATH, "", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_it_takes_no_body_for_an_empty_object(api):
    assert api.post(PATH).json()["echo"] == {}


def test_it_names_no_secret_of_the_repeated_name_beyond_its_start(api):
    name = "n" * 500
    detail = send(api, f'{{"{name}": 1, "{name}": 2}}').json()["detail"]
    assert "n" * 100 in detail
    assert "n" * 101 not in detail
