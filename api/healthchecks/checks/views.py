"""`checks/` and one check."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView
from api.healthchecks.checks.answers import check_answer
from api.healthchecks.checks.changes import check_changes, check_match
from api.healthchecks.checks.fields import read_fields
from api.healthchecks.checks.naming import channels_named
from api.healthchecks.errors import silent
from monitoring.models import Check
from monitoring.selectors import heartbeats_of
from monitoring.services import check_delete, check_locked, check_pause, check_resume
from statuspage import journal
from statuspage.exceptions import Conflict, NotFound
from statuspage.models import Page
from webhooks.models import Subscription
from webhooks.selectors.channels import channel_codes_of_checks
from webhooks.services.channels import check_update_with_channels
from webhooks.services.heartbeats import heartbeat_find_or_create

TRIES = 3
"""How often a check is looked for that others delete each time it is found."""


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

    def fresh(self, check: Check) -> dict[str, Any]:
        """The check as it is after it was written."""
        return self.one(self.check_at(check.code))

    def update(
        self, check: Check, given: Mapping[str, Any], channels: Sequence[Subscription] | None
    ) -> Check:
        """The check with the `given` fields and, unless None, the channels."""
        with journal.transaction(self.now):
            # What some fields mean depends on others that the check has.
            row = check_locked(check)
            return check_update_with_channels(
                check=row,
                changes=check_changes(given, version=self.version, check=row),
                channels=channels,
                by=self.actor,
                now=self.now,
            )


class CheckList(CheckView):
    """The page's checks, oldest first."""

    readable = True

    def get(self, request: HttpRequest) -> Response:
        asked = self.request.query_params
        checks = heartbeats_of(self.get_project(), tags=asked.getlist("tag"), slug=asked.get("slug", ""))
        return Response({"checks": self.shown(checks)})

    def post(self, request: HttpRequest) -> Response:
        page = self.get_project()
        given = read_fields(self.body)
        channels = channels_named(page, given.get("channels", ""))
        return self._upsert(page, given, channels, tries=TRIES)

    def _upsert(
        self, page: Page, given: Mapping[str, Any], channels: Sequence[Subscription], *, tries: int
    ) -> Response:
        check, is_new = self._find_or_create(page, given, channels)
        if is_new:
            return Response(self.fresh(check), status=201)
        try:
            self.update(check, given, channels if "channels" in given else None)
            return Response(self.fresh(check))
        except NotFound:
            if tries == 1:
                raise
        # Deleted after it was found: then there is none, and it is made.
        return self._upsert(page, given, channels, tries=tries - 1)

    def _find_or_create(
        self, page: Page, given: Mapping[str, Any], channels: Sequence[Subscription]
    ) -> tuple[Check, bool]:
        try:
            return heartbeat_find_or_create(
                page=page,
                match=check_match(given),
                channels=channels,
                by=self.actor,
                now=self.now,
                **check_changes(given, version=self.version),
            )
        except Conflict as conflict:
            if conflict.code != "check_limit":
                raise
            raise silent(403, conflict.code) from None


class CheckDetail(CheckView):
    """One check by its UUID."""

    readable = True

    def get(self, request: HttpRequest, code: UUID) -> Response:
        return Response(self.one(self.check_at(code)))

    def post(self, request: HttpRequest, code: UUID) -> Response:
        check = self.check_at(code)
        given = read_fields(self.body)
        channels = channels_named(check.page, given["channels"]) if "channels" in given else None
        return Response(self.fresh(self.update(check, given, channels)))

    def delete(self, request: HttpRequest, code: UUID) -> Response:
        check = self.check_at(code)
        shown = self.one(check)
        check_delete(check=check, by=self.actor, now=self.now)
        return Response(shown)


class CheckByKey(CheckView):
    """One check by its unique key, which only reads."""

    readable = True

    def get(self, request: HttpRequest, key: str) -> Response:
        return Response(self.one(self.check_with_key(key)))


class CheckPause(CheckView):
    """Expect no pings until the next one, or until the check is resumed."""

    def post(self, request: HttpRequest, code: UUID) -> Response:
        check = self.check_at(code)
        check_pause(check=check, by=self.actor, now=self.now)
        return Response(self.fresh(check))


class CheckResume(CheckView):
    """Start again with a paused check, as if it were new."""

    def post(self, request: HttpRequest, code: UUID) -> Response | HttpResponse:
        check = self.check_at(code)
        try:
            check_resume(check=check, paused_only=True, by=self.actor, now=self.now)
        except Conflict as conflict:
            if conflict.code != "not_paused":
                raise
            return HttpResponse("check is not paused", status=409, content_type="text/plain")
        return Response(self.fresh(check))
