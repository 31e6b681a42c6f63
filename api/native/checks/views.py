"""`pages/{page}/checks/` and one check."""

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.checks.answers import EXAMPLE, CheckAnswer, check_answer
from api.native.checks.inputs import CheckChangesInput, CheckInput
from api.native.checks.masking import masked_target
from api.native.queries import CheckQuery
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from apikeys.selectors import key_has_scope
from monitoring import selectors, services
from monitoring.models import Check
from statuspage.models import Page
from statuspage.selectors import component_resolve
from webhooks.selectors.channels import channels_of_checks
from webhooks.services.channels import check_create_with_channels, check_update_with_channels

_NEW = {
    "kind": "http",
    "name": "API health",
    "component": "rest-api",
    "target": {"url": "https://api.acme.example/health", "expected_status": ["200-299"]},
    "interval_seconds": 60,
    "timeout_seconds": 10,
}


class CheckView(NativeView):
    """What all views of checks share."""

    tag = "Checks"
    scope = "checks"
    volatile = frozenset({"last_result", "uptime", "state", "state_since", "tls_expires_at", "updated_at"})
    moving = volatile - {"state"}

    def check_at(self, page: str, check: str) -> Check:
        return selectors.check_get(self.get_page(page), check)

    def shown(self, checks: Sequence[Check]) -> list[CheckAnswer]:
        """The checks as this key may see them; constant queries."""
        uptimes = selectors.check_uptimes(checks, now=self.now)
        channels = channels_of_checks(checks)
        with_secrets = key_has_scope(self.key, "checks:write")
        return [
            check_answer(
                check,
                uptime=uptimes[check.pk],
                channels=channels[check.pk],
                with_secrets=with_secrets,
                now=self.now,
            )
            for check in checks
        ]

    def one(self, check: Check) -> CheckAnswer:
        return self.shown([check])[0]

    def keepable(self, body: Any) -> Any:
        return _masked(body)

    def create(self, page: Page, data: Any = None) -> Check:
        """A check out of the body, or out of `data`."""
        given = self.body(CheckInput, page=page, data=data)
        given.setdefault("channels", [])
        check = check_create_with_channels(page=page, by=self.actor, **given)
        return selectors.check_get(page, check.uid)

    def update(self, check: Check, data: Any = None) -> Check:
        """The check with the changes of the body, or of `data`."""
        changes = self.changes(CheckChangesInput, self.one(check), page=check.page, data=data)
        channels = changes.pop("channels", None)
        check_update_with_channels(check=check, changes=changes, channels=channels, by=self.actor)
        return selectors.check_get(check.page, check.uid)

    def remove(self, check: Check) -> None:
        """Delete a check."""
        services.check_delete(check=check, by=self.actor)


class CheckList(CheckView):
    """The page's checks by name."""

    paging = NumberPages
    asks = CheckQuery
    tagged = COLLECTION

    @describe_list("check_list", "List checks", of=CheckAnswer, example=EXAMPLE, query=[CheckQuery])
    def get(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        asked = self.query()
        if "component" in asked:
            asked["component"] = component_resolve(row, asked["component"])
        return self.paged(selectors.checks_list(row, **asked), self.shown)

    @describe(
        "check_create",
        "Create a check",
        answer=CheckAnswer,
        example=EXAMPLE,
        status=201,
        body=CheckInput,
        body_example=_NEW,
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        check = self.create(row)
        return self.created(self.one(check), "native:check", page=row.uid, check=check.uid)


class CheckDetail(CheckView):
    """One check."""

    tagged = OBJECT

    @describe("check_get", "Read a check", answer=CheckAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, check: str) -> Response:
        return self.answer(self.one(self.check_at(page, check)))

    @describe(
        "check_update",
        "Change a check",
        answer=CheckAnswer,
        example=EXAMPLE,
        body=CheckChangesInput,
        body_example={"interval_seconds": 30},
        note="A `target` may name only what changes in it; `channels` are given whole, by id or code. What "
        "was found before stays.",
    )
    def patch(self, request: Request, page: str, check: str) -> Response:
        row = self.checked(lambda: self.check_at(page, check), self.one)
        return self.answer(self.one(self.update(row)))

    @describe(
        "check_delete",
        "Delete a check",
        status=204,
        note="It runs no more and its claim on the component ends; the component's history stays.",
    )
    def delete(self, request: Request, page: str, check: str) -> Response:
        row = self.checked(lambda: self.check_at(page, check), self.one)
        self.remove(row)
        return self.gone()


class CheckPause(CheckView):
    """Stop running a check."""

    @describe("check_pause", "Pause a check", answer=CheckAnswer, example={**EXAMPLE, "state": "paused"})
    def post(self, request: Request, page: str, check: str) -> Response:
        row = self.check_at(page, check)
        self.empty_body()
        services.check_pause(check=row, by=self.actor)
        return self.answer(self.one(self.check_at(page, row.uid)))


class CheckResume(CheckView):
    """Run a paused check again."""

    @describe("check_resume", "Resume a check", answer=CheckAnswer, example=EXAMPLE)
    def post(self, request: Request, page: str, check: str) -> Response:
        row = self.check_at(page, check)
        self.empty_body()
        services.check_resume(check=row, by=self.actor)
        return self.answer(self.one(self.check_at(page, row.uid)))


def _masked(body: Any) -> Any:
    """A check's answer, or the answers in a bulk one, with masked targets."""
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("results"), list):
        return {"results": [{name: _masked(value) for name, value in row.items()} for row in body["results"]]}
    return {**body, "target": masked_target(body["target"])} if "target" in body else body
