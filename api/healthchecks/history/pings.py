"""The pings of a check and their bodies."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from rest_framework.response import Response

from api.base.bodies import body_response
from api.base.faults import not_found
from api.healthchecks.base import HealthchecksView
from monitoring.models import Check
from monitoring.selectors import ping_with_body, pings_of
from monitoring.signals import PINGS_KEPT
from statuspage import links

_COLUMNS = ("n", "kind", "at", "scheme", "address", "method", "user_agent", "rid", "duration_ms", "has_body")


class PingList(HealthchecksView):
    """The last pings, newest first: all that are kept (contract, section 9)."""

    def get(self, request: HttpRequest, code: UUID) -> Response:
        check = self.check_at(code)
        rows = pings_of(check).values(*_COLUMNS)[:PINGS_KEPT]
        return Response({"pings": [self._shown(check, row) for row in rows]})

    def _shown(self, check: Check, row: dict[str, Any]) -> dict[str, Any]:
        body = f"/api/{self.version}/checks/{check.code}/pings/{row['n']}/body" if row["has_body"] else None
        shown = {
            "type": row["kind"],
            "date": row["at"].isoformat(timespec="microseconds"),
            "n": row["n"],
            "scheme": row["scheme"],
            "remote_addr": row["address"],
            "method": row["method"],
            "ua": row["user_agent"],
            "rid": None if row["rid"] is None else str(row["rid"]),
            "body_url": None if body is None else links.public_url(body),
        }
        if row["duration_ms"] is not None:
            shown["duration"] = round(row["duration_ms"] / 1000, 2)
        return shown


class PingBody(HealthchecksView):
    """What came with a ping, as it came."""

    def get(self, request: HttpRequest, code: UUID, n: int) -> HttpResponse:
        ping = ping_with_body(self.check_at(code), n)
        if ping is None or not ping.body:
            raise not_found("this ping has no body, or it is not kept any more")
        return body_response(ping.body)
