"""Form bodies with the brackets of Rails, as clients of Statuspage send them."""

from typing import Any
from urllib.parse import urlencode

import pytest

from api.base.faults import Fault
from api.base.forms import MAX_FIELDS, multipart_pairs, urlencoded_pairs
from api.statuspage.management.forms import MAX_DEPTH, nested
from statuspage.exceptions import Invalid

TABLE = [
    ("", {}),
    ("a=1", {"a": "1"}),
    ("a=", {"a": ""}),
    ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
    ("a[b]=x&a[c]=y", {"a": {"b": "x", "c": "y"}}),
    ("a%5Bb%5D=x", {"a": {"b": "x"}}),
    ("a[b][c]=x", {"a": {"b": {"c": "x"}}}),
    ("a[]=1&a[]=2", {"a": ["1", "2"]}),
    ("a[]=", {"a": [""]}),
    ("a[b][]=1&a[b][]=2", {"a": {"b": ["1", "2"]}}),
    ("a[b]=1&a[b]=2", {"a": {"b": ["1", "2"]}}),
    ("i[components][c1]=up&i[components][c2]=down", {"i": {"components": {"c1": "up", "c2": "down"}}}),
    (
        "d[m][][t]=1&d[m][][v]=2&d[m][][t]=3&d[m][][v]=4",
        {"d": {"m": [{"t": "1", "v": "2"}, {"t": "3", "v": "4"}]}},
    ),
    ("d[m][][t]=1&d[n][][t]=2&d[m][][t]=3", {"d": {"m": [{"t": "1"}, {"t": "3"}], "n": [{"t": "2"}]}}),
    ("a[][b][c]=1&a[][b][d]=2&a[][b][c]=3", {"a": [{"b": {"c": "1", "d": "2"}}, {"b": {"c": "3"}}]}),
    ("a[][b][]=1&a[][b][]=2", {"a": [{"b": ["1", "2"]}]}),
    ("a[0][b]=1", {"a": {"0": {"b": "1"}}}),
    ("a=x+y%20z%C3%A9", {"a": "x y zé"}),
    ("a=b=c", {"a": "b=c"}),
    ("__proto__[x]=1", {"__proto__": {"x": "1"}}),
]

REFUSED = [
    "a[b=1",
    "a]b=1",
    "[a]=1",
    "=1",
    "a[b]c=1",
    "a=1&a[b]=2",
    "a[b]=2&a=1",
    "a[]=1&a[b]=2",
    "a[b]=1&a[]=2",
    "a[][]=1",
    "a=%FF",
    "a%FF=1",
    "a=%ED%A0%80",
    f"a{'[b]' * MAX_DEPTH}=1",
    "&".join(["a[]=1"] * (MAX_FIELDS + 1)),
]


@pytest.mark.parametrize(("form", "expected"), TABLE)
def test_it_reads_what_the_names_spell(form: str, expected: dict[str, Any]):
    assert nested(urlencoded_pairs(form.encode())) == expected


@pytest.mark.parametrize("form", REFUSED, ids=lambda form: form[:20])
def test_it_refuses_what_has_no_meaning(form: str):
    with pytest.raises(Fault) as caught:
        nested(urlencoded_pairs(form.encode()))
    assert caught.value.status == 400


def test_it_refuses_bytes_that_are_no_text():
    with pytest.raises(Fault):
        urlencoded_pairs(b"a=\xff")


@pytest.mark.parametrize("form", ["a[b]=x%00y", "a%00=1"])
def test_it_refuses_the_character_nul_with_its_place(form: str):
    with pytest.raises(Invalid) as caught:
        nested(urlencoded_pairs(form.encode()))
    assert caught.value.errors[0].pointer.startswith("/a")


def test_it_takes_as_long_for_deep_lists_as_for_flat_ones():
    form = urlencode([("d[m][][t]", "1"), ("d[m][][v]", "2")] * (MAX_FIELDS // 2))
    assert len(nested(urlencoded_pairs(form.encode()))["d"]["m"]) == MAX_FIELDS // 2


def part(name: str, value: str, more: str = "") -> str:
    return f'--X\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


def test_it_reads_the_parts_of_a_form_in_their_order():
    raw = part("d[m][][t]", "1") + part("d[m][][v]", "é\r\nx") + part("d[m][][t]", "3") + "--X--\r\n"
    assert nested(multipart_pairs(raw.encode(), "X")) == {"d": {"m": [{"t": "1", "v": "é\r\nx"}, {"t": "3"}]}}


def test_it_passes_over_files_and_nameless_parts():
    raw = (
        part("f", "bytes", '; filename="x.png"') + "--X\r\nX-Other: y\r\n\r\nz\r\n" + part("a", "1") + "--X--"
    )
    assert multipart_pairs(raw.encode(), "X") == [("a", "1")]


@pytest.mark.parametrize(
    ("raw", "boundary"),
    [
        (b"", "X"),
        (b"nonsense", "X"),
        (b"--X\r\n\r\n", "X"),
        (b"--X--", ""),
        (b"--X\r\nno end--X--", "X"),
        (part("a", "1").encode(), "X"),
        (part("a", "").encode() + b"\xff\r\n--X--", "X"),
        (b"--X" + b"\r\n--X" * (MAX_FIELDS + 5) + b"\r\n--X--", "X"),
    ],
)
def test_it_refuses_parts_that_are_none(raw: bytes, boundary: str):
    with pytest.raises(Fault) as caught:
        multipart_pairs(raw, boundary)
    assert caught.value.status == 400
