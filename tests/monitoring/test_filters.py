"""What a signal counts as, by the rules of its heartbeat."""

from typing import Any

import pytest

from monitoring.filters import signal_kind
from monitoring.models import Check
from monitoring.signals import READ_BYTES, Signal
from monitoring.vocabulary import PingKind

WORDS = {"failure_kw": "ERROR, oops", "success_kw": "DONE,ok", "start_kw": "BEGIN"}
HTTP = {**WORDS, "filter_http_body": True}
MAIL = {**WORDS, "filter_subject": True, "filter_body": True}


def _kind(rules: dict[str, Any], **given: Any) -> str:
    if "kind" in given:
        given["kind"] = PingKind(given["kind"])
    return signal_kind(Check(kind="heartbeat", **rules), Signal(**given)).value


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({}, "success"),
        ({"kind": "start"}, "start"),
        ({"kind": "log"}, "log"),
        ({"exit_status": 0}, "success"),
        ({"exit_status": 1}, "fail"),
        ({"exit_status": 255}, "fail"),
        ({"body": b"ERROR"}, "success"),
        ({"scheme": "email", "subject": "ERROR", "text": "ERROR"}, "success"),
    ],
)
def test_without_rules_the_address_decides(given, kind):
    assert _kind({**WORDS}, **given) == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"it is DONE", "success"),
        (b"oopsie, but DONE", "fail"),
        (b"DONE and BEGIN", "success"),
        (b"BEGIN", "start"),
        (b"done", "ign"),
        (b"", "ign"),
        (b"\xff\xfe\x00DONE\xff", "success"),
        (b"x" * (READ_BYTES - 4) + b"DONE", "success"),
        ("Ä ok ß".encode(), "success"),
    ],
)
@pytest.mark.parametrize(
    "address", [{}, {"kind": "fail"}, {"kind": "start"}, {"kind": "log"}, {"exit_status": 3}]
)
def test_words_in_a_body_decide_whatever_the_address_says(body, kind, address):
    assert _kind(HTTP, body=body, method="POST", **address) == kind


@pytest.mark.parametrize(
    ("rules", "body", "kind"),
    [
        ({"filter_default_fail": True}, b"nothing", "fail"),
        ({"filter_default_fail": True}, b"", "fail"),
        ({"success_kw": "", "failure_kw": "", "start_kw": ""}, b"anything", "ign"),
        ({"success_kw": " , ,", "failure_kw": ","}, b" , ", "ign"),
        ({"success_kw": " two words ,"}, b"here two words", "success"),
    ],
)
def test_what_has_none_of_the_words_counts_as_told(rules, body, kind):
    assert _kind({**HTTP, **rules}, body=body) == kind


@pytest.mark.parametrize(
    ("rules", "given", "kind"),
    [
        ({}, {"subject": "DONE"}, "success"),
        ({}, {"subject": "DONE", "text": "ERROR"}, "fail"),
        ({}, {"subject": "DO", "text": "NE"}, "ign"),
        ({"filter_body": False}, {"subject": "DONE", "text": "ERROR"}, "success"),
        ({"filter_subject": False}, {"subject": "ERROR", "text": "BEGIN"}, "start"),
        ({"filter_default_fail": True}, {"subject": "hello"}, "fail"),
        ({"filter_subject": False, "filter_body": False}, {"subject": "hello"}, "success"),
        ({"methods": "POST"}, {"subject": "DONE"}, "success"),
        ({"filter_http_body": True}, {"body": b"ERROR", "subject": "DONE"}, "success"),
    ],
)
def test_words_of_mail_are_looked_for_where_the_rules_say(rules, given, kind):
    assert _kind({**MAIL, **rules}, scheme="email", **given) == kind


@pytest.mark.parametrize(
    ("method", "body", "kind"),
    [("GET", b"", "ign"), ("HEAD", b"", "ign"), ("PUT", b"ERROR", "ign"), ("POST", b"ERROR", "fail")],
)
def test_methods_come_before_words(method, body, kind):
    assert _kind({**HTTP, "methods": "POST"}, method=method, body=body) == kind


@pytest.mark.parametrize(
    "word", [".*", "a|b", "(", "\\", "[x]", "^", "$", "a\nb", "\x00", "€", "\U0001f600", "é x"]
)
def test_words_are_looked_for_letter_by_letter(word):
    rules = {**HTTP, "success_kw": f"none, {word} ,neither"}
    assert _kind(rules, body=f"before{word}after".encode()) == "success"
    for other in (b"b", b"a", b"before after", "ê x".encode(), "€".encode()[:2], word.encode()[:-1]):
        assert _kind(rules, body=other) == "ign"


def test_as_many_words_as_there_may_be_are_looked_for_in_the_longest_body():
    letters = ",".join(chr(0x100 + number) for number in range(67))
    rules = {"failure_kw": letters, "success_kw": f"{letters[2:]},ok", "start_kw": letters}
    body = "é".encode() * (READ_BYTES // 2 - 1)
    assert _kind({**HTTP, **rules}, body=body) == "ign"
    assert _kind({**HTTP, **rules}, body=body + b"ok") == "success"


def test_what_is_paused_until_it_is_resumed_by_hand_ignores_everything():
    paused = {"state": "paused", "manual_resume": True, "success_kw": "DONE"}
    for kind in PingKind:
        assert _kind(paused, kind=kind.value, method="POST", body=b"DONE") == "ign"
    assert _kind({**paused, "filter_http_body": True}, body=b"DONE") == "ign"
    assert _kind({**paused, "filter_subject": True}, scheme="email", subject="DONE") == "ign"
    assert _kind({**paused, "manual_resume": False}) == "success"
    assert _kind({**paused, "state": "down"}) == "success"
