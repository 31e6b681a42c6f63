"""`components/bulk/` and `checks/bulk/`: many writes in one request."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, Problem, fault_of
from api.base.problems import problem_document
from api.native.bulk.answers import BulkAnswer, BulkResultAnswer
from api.native.bulk.inputs import LIMIT, BulkInput, OperationInput
from api.native.checks import answers as check_answers
from api.native.checks.views import CheckView
from api.native.components import answers as component_answers
from api.native.components.views import ComponentView
from api.native.resource import NativeView
from api.native.schema.describe import describe
from monitoring.models import Check
from monitoring.selectors import check_get
from statuspage import journal
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.selectors import component_resolve

Row = TypeVar("Row", bound=Model)

_NOTE = (
    f"At most {LIMIT} operations. Each has its own result; with `atomic` the first that fails ends the "
    "request, its error points to the operation, and nothing is done."
)
_PROBLEM = {
    "type": "https://status.acme.example/docs/errors/#not_found",
    "title": "Not found",
    "status": 404,
    "detail": "There is no such object.",
    "code": "not_found",
    "request_id": "5b6f3c9e-2a1d-4f70-8c3b-6a9d0e1f2a3b",
}


class _BulkView(NativeView, Generic[Row]):
    """What both have in common; a subclass says how one object is found, made, changed and taken away."""

    def bulk(self, page: str) -> Response:
        """Run the operations of the body."""
        row = self.get_page(page)
        given = self.body(BulkInput)
        operations = given["operations"]
        if len(operations) > LIMIT:
            detail = _("At most %(limit)d operations are possible.") % {"limit": LIMIT}
            raise Invalid.at("/operations", "too_many", detail)
        if not given["atomic"]:
            results = self._results(row, operations)
        else:
            with journal.transaction(self.now):
                results = [
                    self._done(row, operation, index=index) for index, operation in enumerate(operations)
                ]
        return Response({"results": results}, status=207)

    def _results(self, page: Page, operations: Sequence[Any]) -> list[BulkResultAnswer]:
        results: list[BulkResultAnswer] = []
        away: Fault | None = None
        for sent in operations:
            if away is None:
                try:
                    with journal.transaction(self.now):
                        results.append(self._perform(page, self._operation(sent)))
                    continue
                except Exception as error:
                    fault = fault_of(error)
                    if fault is None or (fault.status >= 500 and self.is_one_act):
                        raise
                    if fault.status >= 500:
                        # What was done before stays done, so the answer must still say so.
                        away = fault
            else:
                fault = away
            name = sent.get("id") if isinstance(sent, Mapping) else None
            results.append(
                {
                    "status": fault.status,
                    "id": name if isinstance(name, str) else None,
                    "error": problem_document(fault, self.request_id),
                }
            )
        return results

    def _done(self, page: Page, sent: Any, *, index: int) -> BulkResultAnswer:
        place = f"/operations/{index}"
        try:
            operation = self._operation(sent)
        except Invalid as invalid:
            raise invalid.under(place) from None
        try:
            return self._perform(page, operation)
        except Exception as error:
            fault = fault_of(error)
            if fault is None or fault.status >= 500:
                raise
            raise _at(place, fault) from error

    def _operation(self, sent: Any) -> dict[str, Any]:
        operation = self.body(OperationInput, data=[] if sent is None else sent)
        _check_members(operation["op"], operation.get("id"), operation.get("data"))
        return operation

    def _perform(self, page: Page, operation: Mapping[str, Any]) -> BulkResultAnswer:
        return self.judged(lambda: self._act_on(page, operation))

    def _act_on(self, page: Page, operation: Mapping[str, Any]) -> BulkResultAnswer:
        verb, name, data = operation["op"], operation.get("id"), operation.get("data")
        if verb == "create":
            row = self.create_row(page, data)
            return {"status": 201, "id": _uid(row), "data": self.represent(row)}
        row = self.find_row(page, name or "")
        uid = _uid(row)
        if verb == "delete":
            self.remove_row(row)
            return {"status": 204, "id": uid}
        row = self.update_row(row, data)
        return {"status": 200, "id": uid, "data": self.represent(row)}

    @abstractmethod
    def find_row(self, page: Page, name: str) -> Row:
        """The object with this uid or slug."""

    @abstractmethod
    def create_row(self, page: Page, data: Any) -> Row:
        """A new object."""

    @abstractmethod
    def update_row(self, row: Row, data: Any) -> Row:
        """The object with changes."""

    @abstractmethod
    def remove_row(self, row: Row) -> None:
        """Delete the object."""

    @abstractmethod
    def represent(self, row: Row) -> dict[str, Any]:
        """The object as it is answered."""


class ComponentBulk(ComponentView, _BulkView[Component]):
    """Components, many at once."""

    @describe(
        "component_bulk",
        "Create, change and delete components",
        answer=BulkAnswer,
        example={
            "results": [
                {"status": 201, "id": "kctbh9vrtdwd", "data": component_answers.EXAMPLE},
                {"status": 404, "id": "gone", "error": _PROBLEM},
            ]
        },
        status=207,
        body=BulkInput,
        body_example={
            "operations": [
                {"op": "create", "data": {"name": "REST API"}},
                {"op": "delete", "id": "gone"},
            ]
        },
        note=_NOTE,
    )
    def post(self, request: Request, page: str) -> Response:
        return self.bulk(page)

    def find_row(self, page: Page, name: str) -> Component:
        return component_resolve(page, name)

    def create_row(self, page: Page, data: Any) -> Component:
        return self.create(page, data)

    def update_row(self, row: Component, data: Any) -> Component:
        return self.update(row, data)

    def remove_row(self, row: Component) -> None:
        self.remove(row)

    def represent(self, row: Component) -> dict[str, Any]:
        return dict(self.one(row))


class CheckBulk(CheckView, _BulkView[Check]):
    """Checks, many at once."""

    @describe(
        "check_bulk",
        "Create, change and delete checks",
        answer=BulkAnswer,
        example={"results": [{"status": 200, "id": "c3n8v1q6z0wp", "data": check_answers.EXAMPLE}]},
        status=207,
        body=BulkInput,
        body_example={
            "atomic": True,
            "operations": [{"op": "update", "id": "api-health", "data": {"interval_seconds": 30}}],
        },
        note=_NOTE,
    )
    def post(self, request: Request, page: str) -> Response:
        return self.bulk(page)

    def find_row(self, page: Page, name: str) -> Check:
        return check_get(page, name)

    def create_row(self, page: Page, data: Any) -> Check:
        return self.create(page, data)

    def update_row(self, row: Check, data: Any) -> Check:
        return self.update(row, data)

    def remove_row(self, row: Check) -> None:
        self.remove(row)

    def represent(self, row: Check) -> dict[str, Any]:
        return dict(self.one(row))


def _check_members(verb: str, name: str | None, data: Any) -> None:
    if verb == "create" and name is not None:
        raise Invalid.at("/id", "not_for_create", _("What is created gets its id from us."))
    if verb != "create" and not name:
        raise Invalid.at("/id", "required", _("Name what is meant by its id or slug."))
    if verb != "delete" and data is None:
        raise Invalid.at("/data", "required", _("Say what it shall be."))
    if verb == "delete" and data is not None:
        raise Invalid.at("/data", "not_for_delete", _("A delete takes no data."))


def _at(place: str, fault: Fault) -> Fault:
    """The fault, pointing into the whole body."""
    problems = [
        Problem(problem.code, problem.detail, pointer=f"{place}/data{problem.pointer or ''}")
        for problem in fault.errors
    ]
    return Fault(
        fault.status,
        fault.code,
        fault.detail,
        problems or [Problem(fault.code, fault.detail, pointer=place)],
    )


def _uid(row: Model) -> str:
    uid: str = getattr(row, "uid")  # noqa: B009  # every row of this door has one; models in general do not
    return uid
