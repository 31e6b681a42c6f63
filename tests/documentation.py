"""Commands of the documentation, so that tests can do what readers do."""

import re
import shlex
from typing import Any

from django.conf import settings
from rest_framework.test import APIClient

_WITH_VALUE = {"-X", "-H", "-d", "-m", "-o", "--retry", "--data-raw", "--data-binary"}
_BODIES = {"-d", "--data-raw", "--data-binary"}


def commands_of(name: str) -> list[str]:
    """The `curl` lines in the plain blocks of a page of docs/, in their order; empty lines part them."""
    text = (settings.BASE_DIR / "docs" / name).read_text("utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    commands = [command for word, block in blocks if not word for command in block.strip().split("\n\n")]
    return [command for command in commands if command.startswith("curl ")]


def ask(command: str, **variables: str) -> Any:
    """The answer to a command; `variables` stand for what the reader's shell knows, `$HOST` is ourselves."""
    for name, value in sorted({**variables, "HOST": ""}.items(), reverse=True):
        command = command.replace(f"${name}", value)
    words = shlex.split(command.replace("\\\n", " "))[1:]
    method, path = "", ""
    bodies: list[str] = []
    headers: dict[str, Any] = {}
    while words:
        word = words.pop(0)
        value = words.pop(0) if word in _WITH_VALUE else ""
        if word == "-X":
            method = value
        elif word in _BODIES:
            bodies.append(value)
        elif word == "-H":
            name, _colon, text = value.partition(": ")
            headers[f"HTTP_{name.upper().replace('-', '_')}"] = text
        elif not word.startswith("-"):
            path = word
    # As curl does: several make one form, and a form is what a body is unless a header says otherwise.
    kind = headers.pop("HTTP_CONTENT_TYPE", "application/x-www-form-urlencoded")
    method = method or ("POST" if bodies else "GET")
    return APIClient().generic(method, path, "&".join(bodies), content_type=kind, **headers)
