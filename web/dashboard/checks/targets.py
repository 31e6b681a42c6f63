"""What a check of each kind looks at, between its form and its service."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from monitoring.models import Check
from monitoring.probes.heartbeat_target import FILTERS, KEYWORDS
from monitoring.probes.http_target import DEFAULTS
from monitoring.services import target_shown
from monitoring.vocabulary import GRACE_SECONDS, CheckKind
from statuspage.exceptions import Invalid
from web.dashboard.checks.durations import seconds_of, spelled, whole

Values = dict[str, Any]
_ASSERTIONS = ("body_contains", "body_not_contains", "body_regex")


def target_values(kind: str, check: Check | None) -> Values:
    """The fields of a kind as the check has them, secrets masked; without one as a new check begins."""
    return _SHOWN[kind](target_shown(check, secrets=False) if check else None)


def target_sent(kind: str, data: QueryDict) -> Values:
    """The fields of a kind as a form says."""
    fresh = target_values(kind, None)
    return {
        name: name in data if isinstance(value, bool) else data.get(name, "").replace("\r\n", "\n")
        for name, value in fresh.items()
    }


def target_read(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The target that services take; raises `Invalid` for what cannot even be read."""
    return _READ[kind](values)


def _http_values(target: dict[str, Any] | None) -> Values:
    target = target or {**DEFAULTS, "tls_expiry_days": 14}
    auth, path = target["auth"] or {"type": ""}, target["json_path"] or {}
    return {
        "url": target["url"] or "",
        "method": target["method"],
        "headers": "\n".join(f"{name}: {value}" for name, value in target["headers"].items()),
        "body": target["body"] or "",
        "auth_type": auth["type"],
        "auth_username": auth.get("username", ""),
        "auth_password": auth.get("password", ""),
        "auth_token": auth.get("token", ""),
        "expected_status": ", ".join(target["expected_status"]),
        **{name: target[name] or "" for name in _ASSERTIONS},
        "json_path": path.get("path", ""),
        "json_op": path.get("op", "eq"),
        "json_value": _json_shown(path["value"]) if "value" in path else "",
        "follow_redirects": target["follow_redirects"],
        "verify_tls": target["verify_tls"],
        "tls_expiry_days": "" if target["tls_expiry_days"] is None else str(target["tls_expiry_days"]),
        "ip_version": target["ip_version"],
    }


def _http_read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "url": values["url"].strip(),
        "method": values["method"],
        "headers": _headers(values["headers"]),
        "body": values["body"],
        "auth": _auth(values),
        "expected_status": values["expected_status"].replace(",", " ").split(),
        **{name: values[name] or None for name in _ASSERTIONS},
        "json_path": _json_path(values),
        "follow_redirects": values["follow_redirects"],
        "verify_tls": values["verify_tls"],
        "tls_expiry_days": whole(values["tls_expiry_days"]),
        "ip_version": values["ip_version"],
    }


def _headers(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
        elif line.strip():
            raise Invalid.at(
                "/target/headers",
                "invalid_header",
                _("Write each header in a line of its own, as Name: value."),
            )
    return found


def _auth(values: Mapping[str, Any]) -> dict[str, str] | None:
    kind = values["auth_type"]
    if kind == "basic":
        return {
            "type": kind,
            "username": values["auth_username"],
            "password": values["auth_password"],
        }
    if kind == "bearer":
        if not values["auth_token"]:
            raise Invalid.at("/target/auth/token", "required", _("Enter the token."))
        return {"type": kind, "token": values["auth_token"]}
    return None


def _json_path(values: Mapping[str, Any]) -> dict[str, Any] | None:
    if not values["json_path"].strip():
        return None
    wanted = {"path": values["json_path"].strip(), "op": values["json_op"]}
    if values["json_value"] != "" or values["json_op"] != "exists":
        wanted["value"] = _json_said(values["json_value"])
    return wanted


def _json_said(text: str) -> Any:
    """A value as JSON has it, else the text itself: nobody writes quotes around a word."""
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text


def _json_shown(value: Any) -> str:
    if isinstance(value, str) and _json_said(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _tcp_values(target: dict[str, Any] | None) -> Values:
    return {"host": target["host"], "port": str(target["port"])} if target else {"host": "", "port": ""}


def _tcp_read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"host": values["host"].strip(), "port": whole(values["port"])}


def _heartbeat_values(target: dict[str, Any] | None) -> Values:
    target = target or {"period_seconds": 300, "grace_seconds": GRACE_SECONDS // 12}
    period, period_unit = spelled(target.get("period_seconds"))
    grace, grace_unit = spelled(target["grace_seconds"])
    return {
        "mode": "schedule" if target.get("schedule") else "period",
        "period": period,
        "period_unit": period_unit,
        "schedule": target.get("schedule", ""),
        "time_zone": target.get("time_zone", "UTC"),
        "grace": grace,
        "grace_unit": grace_unit,
        "methods": target.get("methods", ""),
        **{name: target.get(name, "") for name in KEYWORDS},
        **{name: target.get(name, False) for name in FILTERS},
    }


def _heartbeat_read(values: Mapping[str, Any]) -> dict[str, Any]:
    times: dict[str, Any] = {"period_seconds": seconds_of(values["period"], values["period_unit"])}
    if values["mode"] == "schedule":
        # Empty is not the same as none: it is refused where it stands.
        times = {"schedule": values["schedule"].strip() or " ", "time_zone": values["time_zone"].strip()}
    return {
        **times,
        "grace_seconds": seconds_of(values["grace"], values["grace_unit"]),
        "methods": values["methods"],
        **{name: values[name] for name in (*KEYWORDS, *FILTERS)},
    }


_SHOWN: Mapping[str, Callable[[dict[str, Any] | None], Values]] = {
    CheckKind.HTTP.value: _http_values,
    CheckKind.TCP.value: _tcp_values,
    CheckKind.HEARTBEAT.value: _heartbeat_values,
}
_READ: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    CheckKind.HTTP.value: _http_read,
    CheckKind.TCP.value: _tcp_read,
    CheckKind.HEARTBEAT.value: _heartbeat_read,
}
