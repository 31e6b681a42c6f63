"""A Healthchecks server to move away from, and the command that does it."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.receiver import Received, Receiver, Reply, receiver_run

KEY = "hcw_" + "k" * 28
CODE = "803f680d-e89b-492b-82ef-2be7b774a92d"


def row(number: int = 0, **fields: Any) -> dict[str, Any]:
    """A simple check as v3 lists it to a read-write key; `None` takes a field away."""
    code = f"803f680d-e89b-492b-82ef-{number:012x}"
    own = f"https://healthchecks.io/api/v3/checks/{code}"
    full = {
        "name": f"Job {number}",
        "slug": f"job-{number}",
        "tags": "prod www",
        "desc": "",
        "grace": 900,
        "n_pings": 12,
        "status": "up",
        "started": False,
        "last_ping": "2020-03-24T14:02:03+00:00",
        "next_ping": "2020-03-24T15:02:03+00:00",
        "manual_resume": False,
        "methods": "",
        "subject": "",
        "subject_fail": "",
        "start_kw": "",
        "success_kw": "",
        "failure_kw": "",
        "filter_subject": False,
        "filter_body": False,
        "filter_http_body": False,
        "filter_default_fail": False,
        "badge_url": "https://healthchecks.io/b/2/7f5d3b0a-ad8a-4b9a-9d0c-5c6f0a1f1f11.svg",
        "uuid": code,
        "ping_url": f"https://hc-ping.com/{code}",
        "update_url": own,
        "pause_url": f"{own}/pause",
        "resume_url": f"{own}/resume",
        "channels": "4a3b0c1d-0000-4000-8000-000000000001",
        "timeout": 3600,
    } | fields
    return {field: value for field, value in full.items() if value is not None}


def listed(*rows: Any) -> Reply:
    """A list of checks."""
    body = json.dumps({"checks": rows}).encode()
    return Reply(200, {"Content-Type": "application/json"}, body)


@pytest.fixture
def source(settings: Settings) -> Iterator[Receiver]:
    """The old server. It lists nothing until it is told to."""
    settings.CANDOR_IMPORT_KEY = KEY
    with receiver_run() as receiver:
        receiver.answer = lambda _request: listed()
        yield receiver


@pytest.fixture
def serve(source: Receiver) -> Callable[..., None]:
    """Has the old server list these checks in v3, for the right key."""

    def serve(*rows: Any) -> None:
        def answer(request: Received) -> Reply:
            if request.path != "/api/v3/checks/":
                return Reply(404)
            return listed(*rows) if request.headers.get("x-api-key") == KEY else Reply(401)

        source.answer = answer

    return serve


@pytest.fixture
def move(source: Receiver) -> Callable[..., list[str]]:
    """Runs the command for the page `status` and gives its lines; the last one tells of what was left out."""

    def move(*options: str, page: str = "status", url: str = "") -> list[str]:
        out = io.StringIO()
        words = ("healthchecks", f"--url={url or source.url}", f"--page={page}", *options)
        try:
            call_command("import_from", *words, stdout=out)
        except CommandError as error:
            if error.returncode != 3:
                raise
            out.write(str(error))
        return out.getvalue().splitlines()

    return move
