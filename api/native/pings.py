"""`/ping/<uuid>`: the signals of heartbeats. Knowing the address is the permission."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from api.base.addresses import client_address
from monitoring.selectors import check_by_code
from monitoring.services import ping_record
from monitoring.signals import READ_BYTES, Signal
from monitoring.vocabulary import PingKind

_KINDS = {"": PingKind.SUCCESS, "start": PingKind.START, "fail": PingKind.FAIL, "log": PingKind.LOG}
_EXIT_STATUS = re.compile(r"[0-9]{1,3}", re.ASCII)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ping(request: HttpRequest, code: UUID, signal: str = "") -> HttpResponse:
    """`OK` once the signal is committed; `start`, `fail`, `log` or an exit status may follow the code."""
    told = _told(signal)
    check = None if told is None else check_by_code(code)
    if told is None or check is None:
        return _text("not found", 404)
    recorded = ping_record(
        check=check,
        signal=Signal(
            scheme=request.scheme or "http",
            method=request.method or "",
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            body=request.read(READ_BYTES) if request.method == "POST" else b"",
            **told,
        ),
    )
    return _text("OK", 200) if recorded is not None else _text("not found", 404)


def _told(signal: str) -> dict[str, Any] | None:
    if signal in _KINDS:
        return {"kind": _KINDS[signal]}
    if _EXIT_STATUS.fullmatch(signal) and int(signal) <= 255:
        return {"exit_status": int(signal)}
    return None


def _text(words: str, status: int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response
