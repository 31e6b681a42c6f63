"""Targets: what is accepted, what is filled in, and how what is wrong is named."""

import pytest

from monitoring.probes import validate_target
from statuspage.exceptions import Invalid
from tests.monitoring.making import EVERY_PING

URL = "https://example.com/health"


def problems(kind, target):
    with pytest.raises(Invalid) as invalid:
        validate_target(kind, target)
    return {(error.pointer, error.code) for error in invalid.value.errors}


def test_defaults_are_filled_in_and_stay():
    clean = validate_target("http", {"url": URL})
    assert clean == {
        "url": URL,
        "method": "GET",
        "headers": {},
        "body": "",
        "auth": None,
        "expected_status": ["200-299"],
        "body_contains": None,
        "body_not_contains": None,
        "body_regex": None,
        "json_path": None,
        "follow_redirects": True,
        "verify_tls": True,
        "tls_expiry_days": None,
        "ip_version": "auto",
    }
    assert validate_target("http", clean) == clean


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ({}, ("/target/url", "required")),
        ({"url": 5}, ("/target/url", "required")),
        ({"url": "ftp://example.com"}, ("/target/url", "invalid_url")),
        ({"url": "http://169.254.169.254/"}, ("/target/url", "target_blocked")),
        ({"url": "http://example.com:99999/"}, ("/target/url", "invalid_url")),
        ({"url": URL, "metod": "GET"}, ("/target/metod", "unknown_field")),
        ({"url": URL, "method": "BREW"}, ("/target/method", "unknown_word")),
        ({"url": URL, "method": "GET\r\nX: y"}, ("/target/method", "unknown_word")),
        ({"url": URL, "method": None}, ("/target/method", "unknown_word")),
        ({"url": URL, "headers": []}, ("/target/headers", "not_object")),
        ({"url": URL, "headers": {"A b": "c"}}, ("/target/headers/A b", "invalid_header")),
        ({"url": URL, "headers": {"A": "b\r\nC: d"}}, ("/target/headers/A", "invalid_header")),
        ({"url": URL, "headers": {"A": "b%0d%0aC"}}, ("/target/headers/A", "invalid_header")),
        ({"url": URL, "headers": {"A": 1}}, ("/target/headers/A", "invalid_header")),
        (
            {"url": URL, "headers": {"Transfer-Encoding": "chunked"}},
            ("/target/headers/Transfer-Encoding", "reserved_header"),
        ),
        ({"url": URL, "headers": {f"H{n}": "" for n in range(51)}}, ("/target/headers", "too_many")),
        ({"url": URL, "body": "x" * 70_000}, ("/target/body", "too_long")),
        ({"url": URL, "body": "a\x00"}, ("/target/body", "control_character")),
        ({"url": URL, "body": "\ud800"}, ("/target/body", "control_character")),
        ({"url": URL, "auth": {"type": "digest"}}, ("/target/auth", "invalid_auth")),
        ({"url": URL, "auth": {"type": "bearer", "token": "a\nb"}}, ("/target/auth/token", "invalid_auth")),
        ({"url": URL, "auth": {"type": []}}, ("/target/auth", "invalid_auth")),
        ({"url": URL, "expected_status": []}, ("/target/expected_status", "invalid_status_range")),
        ({"url": URL, "expected_status": ["2xx"]}, ("/target/expected_status/0", "invalid_status_range")),
        (
            {"url": URL, "expected_status": ["200", "300-200"]},
            ("/target/expected_status/1", "invalid_status_range"),
        ),
        ({"url": URL, "body_regex": "(?=a)b"}, ("/target/body_regex", "invalid_regex")),
        ({"url": URL, "body_regex": "(a"}, ("/target/body_regex", "invalid_regex")),
        ({"url": URL, "body_regex": "((a{1000}){1000}){1000}"}, ("/target/body_regex", "invalid_regex")),
        ({"url": URL, "body_contains": 5}, ("/target/body_contains", "not_text")),
        ({"url": URL, "json_path": "$.a"}, ("/target/json_path", "invalid_json_path")),
        (
            {"url": URL, "json_path": {"path": "$..a", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$[*,*]", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$[?count($.*)>1]", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$[?@.*]", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$[?match(@.a,'(a+)+')]", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$[?@.a][?@.b]", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$[", "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$." + "a" * 300, "value": 1}},
            ("/target/json_path/path", "invalid_json_path"),
        ),
        (
            {"url": URL, "json_path": {"path": "$.a", "op": "like", "value": 1}},
            ("/target/json_path/op", "unknown_word"),
        ),
        ({"url": URL, "json_path": {"path": "$.a"}}, ("/target/json_path/value", "required")),
        (
            {"url": URL, "json_path": {"path": "$.a", "op": "lt", "value": []}},
            ("/target/json_path/value", "invalid_value"),
        ),
        (
            {"url": URL, "json_path": {"path": "$.a", "op": "matches", "value": "(a"}},
            ("/target/json_path/value", "invalid_regex"),
        ),
        ({"url": URL, "follow_redirects": "yes"}, ("/target/follow_redirects", "not_boolean")),
        ({"url": URL, "verify_tls": 1}, ("/target/verify_tls", "not_boolean")),
        ({"url": URL, "tls_expiry_days": True}, ("/target/tls_expiry_days", "out_of_range")),
        ({"url": URL, "tls_expiry_days": 400}, ("/target/tls_expiry_days", "out_of_range")),
        ({"url": URL, "ip_version": "5"}, ("/target/ip_version", "unknown_word")),
    ],
)
def test_each_wrong_field_is_named(target, problem):
    assert problem in problems("http", target)


def test_all_problems_are_told_at_once():
    assert len(problems("http", {"url": "x", "method": "x", "headers": 1, "expected_status": 1})) == 4


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ({"port": 1}, ("/target/host", "required")),
        ({"host": "db.example.com"}, ("/target/port", "invalid_port")),
        ({"host": "db.example.com", "port": "5432"}, ("/target/port", "invalid_port")),
        ({"host": "169.254.0.1", "port": 80}, ("/target/host", "target_blocked")),
        ({"host": "a b", "port": 80}, ("/target/host", "invalid_host")),
        ({"host": "db.example.com", "port": 1, "url": ""}, ("/target/url", "unknown_field")),
    ],
)
def test_tcp_targets(target, problem):
    assert problem in problems("tcp", target)
    assert validate_target("tcp", {"host": " db.example.com ", "port": 5432}) == {
        "host": "db.example.com",
        "port": 5432,
    }


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ({}, ("/target/period_seconds", "required")),
        ({"period_seconds": 5}, ("/target/period_seconds", "out_of_range")),
        ({"period_seconds": True}, ("/target/period_seconds", "out_of_range")),
        ({"period_seconds": 60, "grace_seconds": 1}, ("/target/grace_seconds", "out_of_range")),
        ({"period_seconds": 60, "schedule": "* * * * *"}, ("/target/schedule", "ambiguous")),
        ({"schedule": "* * * *"}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": "0 0 31 2 *"}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": "99 * * * *"}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": 5}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": False}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": " "}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": "* * * * *" + " " * 92}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": "0\x0b3 * * *"}, ("/target/schedule", "invalid_schedule")),
        ({"schedule": "٣ 3 * * *"}, ("/target/schedule", "invalid_schedule")),
        ({"period_seconds": 60, "time_zone": "x" * 70}, ("/target/time_zone", "too_long")),
        ({"period_seconds": 60, "methods": "GET"}, ("/target/methods", "unknown_word")),
        ({"period_seconds": 60, "methods": None}, ("/target/methods", "unknown_word")),
        ({"period_seconds": 60, "start_kw": "x" * 201}, ("/target/start_kw", "too_long")),
        ({"period_seconds": 60, "success_kw": ["ok"]}, ("/target/success_kw", "not_text")),
        ({"period_seconds": 60, "failure_kw": "\x00"}, ("/target/failure_kw", "control_character")),
        ({"period_seconds": 60, "filter_subject": 1}, ("/target/filter_subject", "not_boolean")),
        ({"period_seconds": 60, "filter_body": None}, ("/target/filter_body", "not_boolean")),
        ({"period_seconds": 60, "filter_http_body": "yes"}, ("/target/filter_http_body", "not_boolean")),
        ({"period_seconds": 60, "filter_default_fail": 0}, ("/target/filter_default_fail", "not_boolean")),
        ({"schedule": "* * * * *", "time_zone": "Mars/Base"}, ("/target/time_zone", "invalid_time_zone")),
        ({"period_seconds": 60, "url": ""}, ("/target/url", "unknown_field")),
    ],
)
def test_heartbeat_targets(target, problem):
    assert problem in problems("heartbeat", target)


@pytest.mark.parametrize("schedule", ["0 3 * * *", "*/5 8-18 * * MON-FRI", "Mon..Fri 06:00", "*-*-1 00:00"])
def test_schedules_of_both_notations(schedule):
    clean = validate_target("heartbeat", {"schedule": schedule, "time_zone": "Europe/Berlin"})
    assert clean == {
        "period_seconds": None,
        "schedule": schedule,
        "time_zone": "Europe/Berlin",
        "grace_seconds": 3600,
        **EVERY_PING,
    }


def test_unknown_kinds_and_shapes():
    assert problems("carrier-pigeon", {}) == {("/kind", "unknown_word")}
    assert problems("http", []) == {("/target", "not_object")}
