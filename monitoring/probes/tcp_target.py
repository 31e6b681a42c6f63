"""The target of a `tcp` check: a host and a port."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.egress import EgressError, check_host
from statuspage.validation import Problems

DEFAULTS: dict[str, Any] = {"host": "", "port": None}


def tcp_target_clean(target: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """The target with both fields; what is wrong goes to `problems` under `/target`."""
    for name in target:
        if name not in DEFAULTS:
            problems.add(f"/target/{name}", "unknown_field", _("There is no such field."))
    host, port = target.get("host"), target.get("port")
    if not isinstance(host, str) or not host.strip():
        problems.add(
            "/target/host", "required", _("Enter a host name or an address, for example db.example.com.")
        )
    if isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= 65535:
        problems.add("/target/port", "invalid_port", _("The port is a number from 1 to 65535."))
    elif isinstance(host, str) and host.strip():
        host = host.strip()
        try:
            check_host(host, port, audience="operator")
        except EgressError as error:
            problems.add("/target/host", error.code, error.detail)
    return {"host": host, "port": port}
