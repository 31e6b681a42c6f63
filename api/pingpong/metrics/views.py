"""`metrics` and one metric."""

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.pingpong.base import PingPongView
from api.pingpong.metrics.bodies import FIELDS, metric_read
from api.pingpong.metrics.shapes import metric_objects
from apikeys.selectors import key_has_scope
from monitoring import selectors
from monitoring.models import Check
from monitoring.services import check_create, check_locked, check_update
from monitoring.vocabulary import CheckKind
from statuspage import journal


class MetricsView(PingPongView):
    """What all views of metrics share."""

    scope = "checks"
    fields = FIELDS

    def shown(self, checks: Sequence[Check]) -> list[dict[str, Any]]:
        """The checks as this key may see them."""
        for check in checks:
            check.page = self.project
        return metric_objects(checks, secrets=key_has_scope(self.key, "checks:write"))

    def check_at(self, uid: str) -> Check:
        """The page's HTTP check with this id; else 404."""
        check = selectors.checks_list(self.project, kind=CheckKind.HTTP).filter(uid=uid).first()
        if check is None:
            raise not_found()
        return check


class Metrics(MetricsView):
    """The page's HTTP checks by name, with an address or without; other kinds of checks are no metrics."""

    def get(self, request: Request) -> Response:
        """A bare list."""
        return Response(self.shown(list(selectors.checks_list(self.project, kind=CheckKind.HTTP))))

    def post(self, request: Request) -> Response:
        """A new metric; without an address it waits for one."""
        settings = {"target": {"url": None}, **metric_read(self.project, self.body)}
        check = check_create(
            page=self.project, kind=CheckKind.HTTP.value, by=self.actor, now=self.now, **settings
        )
        return Response(self.shown([check])[0], status=201)


class OneMetric(MetricsView):
    """One metric."""

    def get(self, request: Request, metric_id: str) -> Response:
        """The metric."""
        return Response(self.shown([self.check_at(metric_id)])[0])

    def patch(self, request: Request, metric_id: str) -> Response:
        """Change what was sent."""
        check = self.check_at(metric_id)
        body = self.body
        with journal.transaction(self.now):
            # What some words mean depends on what the check does already.
            row = check_locked(check)
            changes = metric_read(self.project, body, row)
            check_update(check=row, changes=changes, by=self.actor, now=self.now)
        return Response(self.shown([row])[0])

    put = patch
