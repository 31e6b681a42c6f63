"""What "run now" shows."""

from tests.monitoring.probes.running import run
from tests.monitoring.probes.servers import answering, page


def test_a_trace_tells_the_whole_story_without_secrets(nameserver, serve):
    nameserver.names["app.test"] = ["127.0.0.1"]
    server = serve(answering(page(b'{"status": "ok"}', headers=b"Set-Cookie: id=hunter2\r\nX-App: 7\r\n")))
    outcome = run(
        {
            "url": server.url("/health", host="app.test"),
            "headers": {"X-Api-Key": "hunter2", "Accept": "application/json"},
            "auth": {"type": "bearer", "token": "hunter2"},
            "body_contains": "ok",
            "json_path": {"path": "$.status", "value": "down"},
        },
        trace=True,
    )
    steps = {step["step"]: step for step in outcome.trace}
    assert [step["step"] for step in outcome.trace] == [
        "resolve", "request", "connect", "response", "body", "assertion", "assertion", "assertion", "end",
    ]  # fmt: skip
    assert steps["resolve"]["addresses"] == ["127.0.0.1"]
    assert steps["request"]["method"] == "GET"
    assert steps["request"]["headers"]["Accept"] == "application/json"
    assert steps["response"]["status"] == 200
    assert steps["response"]["headers"]["X-App"] == "7"
    assert (steps["body"]["excerpt"], steps["body"]["bytes"]) == ('{"status": "ok"}', 16)
    assert [(step["name"], step["ok"]) for step in outcome.trace if step["step"] == "assertion"] == [
        ("status", True),
        ("body_contains", True),
        ("json_path", False),
    ]
    assert steps["end"]["error"] == '$.status eq "down" is not so: got "ok"'
    assert "hunter2" not in str(outcome.trace)
    times = [step["after_ms"] for step in outcome.trace]
    assert times == sorted(times)


def test_a_run_that_nobody_watches_has_no_trace(serve):
    assert run({"url": serve(answering(page())).url()}).trace is None
