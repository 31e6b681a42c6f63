"""What docs/webhooks.md tells is true: each way to verify works, each command, and the table is complete."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from statuspage.catalogue import CATALOGUE
from statuspage.models import Page
from tests.documentation import ask
from tests.webhooks.making import SECRET, make_delivery, make_endpoint
from webhooks.event_filters import DELIVERABLE
from webhooks.transports.base import Outgoing
from webhooks.transports.registry import transport_for

BODY = '{"type":"webhook.test","data":{"message":"Größe 🙂"}}'.encode()


@pytest.fixture
def guide() -> str:
    return str((settings.BASE_DIR / "docs" / "webhooks.md").read_text("utf-8"))


@pytest.fixture
def outgoing(page: Page) -> Outgoing:
    """One message as it is sent now."""
    delivery = make_delivery(make_endpoint(page), body=BODY)
    return transport_for("webhook").request(delivery, {"secret": SECRET}, number=1, at=timezone.now())


def block(guide: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_python_verifies(guide: str, outgoing: Outgoing) -> None:
    names: dict[str, Any] = {}
    exec(block(guide, "python"), names)
    receive: Callable[..., Any] = names["receive"]
    assert receive(SECRET, dict(outgoing.headers), BODY)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        receive(SECRET, dict(outgoing.headers), BODY + b" ")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_javascript_verifies(guide: str, outgoing: Outgoing, tmp_path: Path) -> None:
    (tmp_path / "receive.mjs").write_text(block(guide, "js"), "utf-8")
    headers = dict(outgoing.headers)
    old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    bad = {**headers, "webhook-signature": "v1,AAAA v2"}
    tries = [(headers, BODY), (headers, BODY + b" "), (old, BODY), (bad, BODY)]
    (tmp_path / "try.mjs").write_text(
        f"""
        import {{ receive }} from "./receive.mjs";
        const tries = {json.dumps([[names, base64.b64encode(body).decode()] for names, body in tries])};
        for (const [headers, body] of tries) {{
          try {{ console.log(receive({json.dumps(SECRET)}, headers, Buffer.from(body, "base64")).type); }}
          catch (error) {{ console.log(error.message); }}
        }}
        """,
        "utf-8",
    )
    said = subprocess.run(["node", "try.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:4] == ["webhook.test", "wrong signature", "too old", "wrong signature"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_shell_gives_the_signature(guide: str, outgoing: Outgoing, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_bytes(BODY)
    variables = {
        "SECRET": SECRET,
        "ID": outgoing.headers["webhook-id"],
        "TIMESTAMP": outgoing.headers["webhook-timestamp"],
        "PATH": "/usr/bin:/bin",
    }
    said = subprocess.run(
        ["sh", "-c", block(guide, "sh")],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"v1,{said.stdout.strip()}" == outgoing.headers["webhook-signature"]


def test_every_command_works(guide: str, page: Page, full_key: Any) -> None:
    blocks = re.findall(r"^```\n(curl .*?)^```", guide, re.DOTALL | re.MULTILINE)
    assert [ask(command, KEY=full_key.secret).status_code for command in blocks] == [201, 200]


def test_the_table_is_the_catalogue(guide: str) -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", guide, re.MULTILINE)
    assert rows == [(kind, str(CATALOGUE[kind].description)) for kind in DELIVERABLE]


def test_it_can_be_read_where_messages_point_to() -> None:
    answer = Client().get("/docs/webhooks/")
    assert answer.status_code == 200
    assert "webhook-signature" in answer.content.decode()
