"""`organizations/{org}/access-log/`: every API request."""

from typing import Any, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import CursorPages
from api.native.organizations.views import OrganizationView
from api.native.schema.describe import describe_stretch
from api.native.values import Stamp, stamp
from apikeys.access_log import access_log_list
from apikeys.models import AccessLog


class AccessAnswer(TypedDict):
    """One request; `key` is the prefix of the key that it came with."""

    at: Stamp
    key: str
    method: str
    path: str
    status: int
    duration_ms: int
    address: str
    request_id: str


def access_answer(entry: AccessLog) -> AccessAnswer:
    return {
        "at": stamp(entry.at),
        "key": entry.key_prefix,
        "method": entry.method,
        "path": entry.path,
        "status": entry.status,
        "duration_ms": entry.duration_ms,
        "address": entry.address,
        "request_id": entry.request_id,
    }


EXAMPLE: dict[str, Any] = {
    "at": "2026-11-21T10:02:00Z",
    "key": "cdr_k3vT9a",
    "method": "POST",
    "path": "/api/v1/pages/status/incidents/",
    "status": 201,
    "duration_ms": 18,
    "address": "203.0.113.9",
    "request_id": "5b6f3c9e-2a1d-4f70-8c3b-6a9d0e1f2a3b",
}


class AccessLogList(OrganizationView):
    """Every request of the organization's keys, refused ones too, newest first."""

    tag = "Access log"
    scope = "log"
    paging = CursorPages

    @describe_stretch(
        "access_log",
        "List API requests",
        of=AccessAnswer,
        example=EXAMPLE,
        note="Requests appear here within a second.",
    )
    def get(self, request: Request, org: str) -> Response:
        return self.listed(access_log_list(self.organization_at(org)), access_answer)
