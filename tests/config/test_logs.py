import json
import logging
import sys

from config.logs import JsonFormatter, configuration


def line(message: str, *args: object, **extra: object) -> str:
    record = logging.getLogger("candor.test").makeRecord(
        "candor.test", logging.WARNING, "file.py", 1, message, args, None, extra=extra
    )
    return JsonFormatter().format(record)


def test_E09_it_writes_one_line_whatever_a_client_sent():
    nasty = "a\r\nb\x1b[31mred\x00\x7f\x85\u2028"
    text = line("agent %s", nasty, path=nasty)
    assert text.isascii()
    assert text.isprintable()
    entry = json.loads(text)
    assert entry["message"] == f"agent {nasty}"
    assert entry["extra"] == {"path": nasty}
    assert entry["level"] == "WARNING"
    assert entry["time"].endswith("+00:00")


def test_it_keeps_an_exception_on_the_same_line():
    try:
        raise ValueError("x\ny")
    except ValueError:
        record = logging.getLogger("a").makeRecord("a", logging.ERROR, "f", 1, "broke", (), sys.exc_info())
    text = JsonFormatter().format(record)
    assert "\n" not in text
    assert "ValueError: x\ny" in json.loads(text)["exception"]


def test_it_leaves_out_the_tokens_of_subscribers_and_members():
    for base, written in (
        ("/pages/status/subscribe/manage", "/pages/status/subscribe/manage"),
        ("/pages/status/sign-in", "/pages/status/sign-in"),
        ("/sign-in/oidc", "/sign-in/..."),
        ("/accounts/password/reset/key", "/accounts/password/reset/key"),
    ):
        path = f"{base}/a6c0zm2hem789a46c8b3"
        text = line("database away: %s", path, path=path)
        assert "a6c0zm2hem789a46c8b3" not in text
        assert json.loads(text)["extra"] == {"path": f"{written}/..."}


def test_E17_it_leaves_out_what_lets_one_ping():
    code, key = "5d2f4b0e-7a31-4c8e-9b6d-0f1e2a3b4c5d", "m2hem789a46c8b3a6c0zm2"
    for path, written in (
        (f"/ping/{code}/start", "/ping/.../start"),
        (f"/ping/{key}/nightly", "/ping/.../nightly"),
        (f"/api/v3/checks/{code}/pause", "/api/v3/checks/.../pause"),
        (f"<{code.upper()}@ping.example>", "<...@ping.example>"),
    ):
        entry = json.loads(line("database away: %s", path, path=path, request_id=code))
        assert (entry["message"], entry["extra"]) == (
            f"database away: {written}",
            {"path": written, "request_id": code},
        )


def test_it_does_not_tell_of_every_signature_that_is_wrong():
    loggers = configuration("DEBUG")["loggers"]
    assert loggers["oauthlib"] == {"level": "WARNING"}
