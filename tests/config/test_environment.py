import ipaddress
from pathlib import Path

import pytest

from config.environment import Environment


def test_it_reads_a_secret_from_a_file(tmp_path: Path):
    (tmp_path / "url").write_text("redis://host/1\n")
    environment = Environment({"CANDOR_REDIS_URL_FILE": str(tmp_path / "url")})
    assert environment.url("REDIS_URL", ("redis",)) == "redis://host/1"
    assert environment.problems == []
    assert environment.unknown() == []


def test_it_does_not_read_files_for_what_is_no_secret(tmp_path: Path):
    (tmp_path / "port").write_text("9000")
    environment = Environment({"CANDOR_PORT_FILE": str(tmp_path / "port")})
    assert environment.number("PORT", 8000) == 8000
    assert environment.unknown() == ["CANDOR_PORT_FILE"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_it_names_a_secret_file_that_cannot_be_read(tmp_path: Path, content: bytes | None):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    environment = Environment({"CANDOR_SECRET_KEY_FILE": str(path)})
    assert environment.text("SECRET_KEY") == ""
    (problem,) = environment.problems
    assert problem.code == "unreadable"
    assert str(path) in problem.message


def test_it_refuses_a_secret_given_twice(tmp_path: Path):
    (tmp_path / "key").write_text("a")
    environment = Environment(
        {"CANDOR_SECRET_KEY": "b", "CANDOR_SECRET_KEY_FILE": str(tmp_path / "key")},
    )
    environment.text("SECRET_KEY")
    assert [problem.code for problem in environment.problems] == ["twice"]


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8000.0", "x", "²", "1" * 400])
def test_it_refuses_a_port_out_of_range_and_keeps_the_default(value: str):
    environment = Environment({"CANDOR_PORT": value})
    assert environment.number("PORT", 8000, most=65535) == 8000
    assert "CANDOR_PORT" in environment.problems[0].message


@pytest.mark.parametrize(
    ("value", "expected"),
    [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("", False), ("No", False)],
)
def test_it_reads_yes_and_no(value: str, expected: bool):
    environment = Environment({"CANDOR_DEBUG": value})
    assert environment.flag("DEBUG") is expected
    assert environment.problems == []


def test_it_refuses_a_flag_that_is_neither_yes_nor_no():
    environment = Environment({"CANDOR_DEBUG": "maybe"})
    assert environment.flag("DEBUG") is False
    assert [problem.code for problem in environment.problems] == ["flag"]


@pytest.mark.parametrize(
    "value",
    [
        "status.example.com",
        "ftp://status.example.com",
        "https://status.example.com/path",
        "https://status.example.com?x",
        "https://user@status.example.com",
        "https://",
        "https://host:99999",
        "https://host:0",
        "https://[::1",
        "https://ho st",
    ],
)
def test_it_refuses_a_public_address_that_is_none(value: str):
    environment = Environment({"CANDOR_PUBLIC_URL": value})
    assert environment.origin("PUBLIC_URL", "http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    assert [problem.code for problem in environment.problems] == ["origin"]


@pytest.mark.parametrize(
    "value", ["https://status.example.com", "https://status.example.com/", "http://[::1]:80"]
)
def test_it_accepts_a_public_address(value: str):
    environment = Environment({"CANDOR_PUBLIC_URL": value})
    assert environment.origin("PUBLIC_URL", "") == value.rstrip("/")
    assert environment.problems == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", ""), ("Pings.Example.com.", "pings.example.com"), ("bücher.example", "xn--bcher-kva.example")],
)
def test_it_reads_a_domain_as_mail_servers_write_it(value: str, expected: str):
    environment = Environment({"CANDOR_PING_EMAIL_DOMAIN": value})
    assert environment.domain("PING_EMAIL_DOMAIN") == expected
    assert environment.problems == []


@pytest.mark.parametrize(
    "value", ["a@b.example", "host:25", "a..b", "-", "a b", "x" * 64, "https://a.example"]
)
def test_it_refuses_a_domain_that_is_none(value: str):
    environment = Environment({"CANDOR_PING_EMAIL_DOMAIN": value})
    assert environment.domain("PING_EMAIL_DOMAIN") == ""
    assert [problem.code for problem in environment.problems] == ["domain"]


def test_it_never_repeats_a_secret_address_in_a_message():
    environment = Environment({"CANDOR_DATABASE_URL": "mysql://root:hunter2@host/db"})
    assert environment.url("DATABASE_URL", ("postgres", "postgresql")) == ""
    (problem,) = environment.problems
    assert "hunter2" not in problem.message + problem.hint


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", {"loopback"}),
        ("none", set()),
        ("private", {"private"}),
        ("Loopback, private", {"loopback", "private"}),
    ],
)
def test_it_reads_what_checks_may_reach(value: str, expected: set[str]):
    environment = Environment({"CANDOR_EGRESS_ALLOW": value})
    assert environment.egress("EGRESS_ALLOW", frozenset({"loopback"})) == expected
    assert environment.problems == []


@pytest.mark.parametrize("value", ["everything", "loopback,link-local", "none,private"])
def test_it_reaches_nothing_inward_when_the_word_is_unknown(value: str):
    environment = Environment({"CANDOR_EGRESS_ALLOW": value})
    assert environment.egress("EGRESS_ALLOW", frozenset({"loopback"})) == frozenset()
    assert [problem.code for problem in environment.problems] == ["egress"]


def test_it_reads_networks_and_names_what_is_none():
    environment = Environment({"CANDOR_TRUSTED_PROXIES": "10.0.0.7, fd00::/8 proxy"})
    assert environment.networks("TRUSTED_PROXIES", ()) == (
        ipaddress.ip_network("10.0.0.7/32"),
        ipaddress.ip_network("fd00::/8"),
    )
    assert "'proxy'" in environment.problems[0].message


def test_it_finds_names_that_mean_nothing():
    assert Environment({"CANDOR_PUBLICURL": "x", "CANDOR_PORT": "1", "PATH": "x"}).unknown() == [
        "CANDOR_PUBLICURL"
    ]
