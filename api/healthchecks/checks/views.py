"""`checks/` and one check."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView
from api.healthchecks.checks.answers import check_answer
from monitoring.models import Check
from monitoring.selectors import heartbeats_of
from webhooks.selectors.channels import channel_codes_of_checks


class CheckView(HealthchecksView):
    """What all views of checks share."""

    def shown(self, checks: Sequence[Check]) -> list[dict[str, Any]]:
        """The checks as this key may see them; constant queries."""
        channels = channel_codes_of_checks(checks) if self.may_write else {}
        return [
            check_answer(
                check,
                version=self.version,
                may_write=self.may_write,
                channels=channels.get(check.pk, ()),
                now=self.now,
            )
            for check in checks
        ]

    def one(self, check: Check) -> dict[str, Any]:
        return self.shown([check])[0]


class CheckList(CheckView):
    """The page's checks, oldest first."""

    readable = True

    def get(self, request: HttpRequest) -> Response:
        asked = self.request.query_params
        checks = heartbeats_of(self.get_project(), tags=asked.getlist("tag"), slug=asked.get("slug", ""))
        return Response({"checks": self.shown(checks)})


class CheckDetail(CheckView):
    """One check by its UUID."""

    readable = True

    def get(self, request: HttpRequest, code: UUID) -> Response:
        return Response(self.one(self.check_at(code)))


class CheckByKey(CheckView):
    """One check by its unique key, which only reads."""

    readable = True

    def get(self, request: HttpRequest, key: str) -> Response:
        return Response(self.one(self.check_with_key(key)))
