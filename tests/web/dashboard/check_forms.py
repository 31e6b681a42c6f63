"""What forms of checks are sent with, and what is read out of them."""

import html
import re
from typing import Any

ROOT = "/dashboard/pages/status/checks/"
HTTP: dict[str, Any] = {
    "name": "API health",
    "url": "http://127.0.0.1:9/health?token=opensesame",
    "method": "POST",
    "headers": "X-Api-Key: hunter2\r\nAccept: application/json",
    "body": "{}",
    "auth_type": "basic",
    "auth_username": "ada",
    "auth_password": "hunter3",
    "expected_status": "200-204, 301",
    "json_path": "$.status",
    "json_op": "eq",
    "json_value": "ok",
    "follow_redirects": "on",
    "tls_expiry_days": "14",
    "ip_version": "auto",
    "interval": "300",
    "timeout": "5",
    "confirm_down": "3",
    "confirm_up": "1",
    "effect": "draft_incident",
    "effect_status": "partial_outage",
    "showcase": "both",
    "tags": "prod, eu",
}
BEAT = {
    "name": "Backup",
    "mode": "schedule",
    "schedule": "0 3 * * *",
    "time_zone": "Europe/Berlin",
    "grace": "10",
    "grace_unit": "60",
    "effect": "none",
    "effect_status": "major_outage",
    "showcase": "none",
}


def wrong_in(content: bytes) -> dict[str, str]:
    """What is wrong, by the field beside which it stands."""
    found = re.findall(r'<p class="wrong" id="([\w-]+)-wrong">(.*?)</p>', content.decode(), re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


def sent_by(content: bytes) -> dict[str, Any]:
    """What a browser would send of the form, without a word changed."""
    text = content.decode().partition('<form class="write check-form"')[2].partition("</form>")[0]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in told and (told.get("type") not in ("checkbox", "radio") or " checked" in tag):
            sent[told["name"]] = html.unescape(told.get("value", "on"))
    for name, inner in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', inner)
        first = re.search(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)', inner)
        one = chosen or first
        assert one is not None
        sent[name] = one[2] if one[1] is None else one[1]
    for name, inner in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        sent[name] = html.unescape(inner).replace("\n", "\r\n")
    return sent
