"""Setting up and using second steps as a browser does, with codes as an authenticator app computes them."""

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client
from django.utils import timezone

from statuspage.models import User
from tests.cast import PASSWORD

ON = "/accounts/authenticator-app/on/"
SECOND_STEP = "/accounts/login/second-step/"


def code_at(secret: str, at: float | None = None) -> str:
    """RFC 6238 with its defaults, apart from the library that is tested with it."""
    step = int(time.time() if at is None else at) // 30
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def sign_in(client: Client, user: User, **extra: Any) -> str:
    """The password; where it leads."""
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, **extra)
    return str(answer.headers.get("Location", ""))


def confirm(client: Client) -> None:
    """Show once more that it is oneself."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/dashboard/account/"})
    assert answer.status_code == 302


def totp_set_up(client: Client) -> tuple[str, list[str]]:
    """Turn the authenticator app on, signed in: its secret, and the recovery codes."""
    confirm(client)
    found = re.search(r'class="secret">([A-Z2-7]+)<', client.get(ON).content.decode())
    assert found is not None
    answer = client.post(ON, {"code": code_at(found[1])})
    assert answer["Location"] == "/accounts/recovery-codes/", answer.content.decode()
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(answer["Location"]).content.decode())
    return found[1], codes


def later(seconds: int) -> float:
    """A moment for the clock of a test."""
    return timezone.now().timestamp() + seconds
