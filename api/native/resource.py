"""The view that every resource of this door builds on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from api.base.addresses import absolute
from api.base.faults import Fault, Problem, problems_of
from api.base.views import SAFE, DoorView
from api.native.references import Directory
from api.native.schema.openapi import NativeSchema
from statuspage import journal
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import Page

Row = TypeVar("Row", bound=Model)
Result = TypeVar("Result")


class Misread(Invalid):
    """Values that are not even of the right kind; `NativeView.judged` looks at what else is wrong."""


class _Rehearsed(Exception):
    """Ends a rehearsal, whose writes go with its transaction."""


class NativeView(DoorView):
    """A path of the native API. `tag` is its heading in the schema, `asks` the serializer of its query."""

    door = "native"
    schema = NativeSchema()
    tag: ClassVar[str] = ""
    asks: ClassVar[type[Serializer[Any]] | None] = None
    moving: ClassVar[frozenset[str]] = frozenset()
    """Read-only fields that may have moved since they were read: writing them back is no mistake."""

    _rehearsing = False

    # What comes in

    def judged(self, act: Callable[[], Result]) -> Result:
        """What `act` gives; where the body was misread, the refusal names what the services refuse as well.

        Fields are read one by one, but only the services know whether the readable ones can be accepted. So
        the act is rehearsed with those alone, in a transaction that is always taken back, and what it is
        refused for is added. What follows from a misread field (its name missing, say) is not said again.
        """
        try:
            return act()
        except Misread as misread:
            if self._rehearsing or not self.keeps_answers:
                raise
            raise Misread([*misread.errors, *self._rehearsal(act, misread)]) from None

    def _rehearsal(self, act: Callable[[], Any], misread: Misread) -> list[FieldError]:
        self._rehearsing = True
        try:
            with journal.transaction(self.now):
                act()
                raise _Rehearsed
        except Invalid as invalid:
            known = [error.pointer for error in misread.errors]
            return [
                error
                for error in invalid.errors
                if not any(_within(error.pointer, place) or _within(place, error.pointer) for place in known)
            ]
        except Exception:  # noqa: BLE001  (without what was misread, a service may fail in any way)
            return []
        finally:
            self._rehearsing = False

    def handle(self, handler: Callable[..., Response]) -> Response:
        return self.judged(lambda: super(NativeView, self).handle(handler))

    def body(
        self, serializer: type[Serializer[Any]], *, page: Page | None = None, data: Any = None
    ) -> dict[str, Any]:
        """The validated body (or `data`); names of other objects have become those objects."""
        given = self.request.data if data is None else data
        return self._read(serializer(data=given, context=self._context(page)))

    def changes(
        self,
        serializer: type[Serializer[Any]],
        current: Mapping[str, Any],
        *,
        page: Page | None = None,
        data: Any = None,
    ) -> dict[str, Any]:
        """The validated body (or `data`) of a PATCH on an object that now reads as `current`.

        An object may be sent back as it was read: what is the same as now is skipped, and so is what moves
        by itself (`moving`). Every other field that cannot be set is refused (`read_only`).
        """
        given = self.request.data if data is None else data
        refused: list[FieldError] = []
        if isinstance(given, Mapping):
            given, refused = self._settable(given, serializer, current)
        return self._read(serializer(data=given, partial=True, context=self._context(page)), refused)

    def empty_body(self) -> None:
        """Refuse anything but nothing and `{}` as the body of an act that takes no values."""
        data = self.request.data
        if data:
            names = data if isinstance(data, Mapping) else ()
            raise Invalid(
                [FieldError(f"/{name}", "unknown_field", _("There is no such field.")) for name in names]
                or [FieldError("", "not_object", _("This takes no values."))]
            )

    def query(self) -> dict[str, Any]:
        """The validated query parameters that `asks` declares; 400 for values that it cannot take."""
        if self.asks is None:
            return {}
        given = {name: value for name, value in self.request.query_params.items() if name in self._asked()}
        reader = self.asks(data=given)
        if reader.is_valid():
            return dict(reader.validated_data)
        problems = [
            Problem(error.code, str(error), parameter=name)
            for name, errors in dict(reader.errors).items()
            for error in errors
        ]
        raise Fault(400, "invalid_parameter", problems[0].detail, problems)

    def checked(self, find: Callable[[], Row], represent: Callable[[Row], Any]) -> Row:
        """The row that `find` reads, after `If-Match` has been heeded."""
        row = find()

        def afresh() -> Any:
            nonlocal row
            row = find()
            return represent(row)

        self.match(row, afresh)
        return row

    def allowed_parameters(self, method: str) -> set[str] | None:
        names = super().allowed_parameters(method)
        return names | self._asked() if names is not None and method in SAFE else names

    # What goes out

    def answer(self, data: Any, *, status: int = 200) -> Response:
        """An object."""
        return Response(data, status=status)

    def created(self, data: Any, route: str, **names: str) -> Response:
        """A new object and where it is to be found."""
        return Response(data, status=201, headers={"Location": absolute(reverse(route, kwargs=names))})

    def gone(self) -> Response:
        """Nothing more to say."""
        return Response(status=204)

    def listed(self, rows: QuerySet[Any], represent: Callable[[Any], Any]) -> Response:
        """A page of rows, each represented by itself."""
        return self.paged(rows, lambda some: [represent(row) for row in some])

    @contextmanager
    def pointers(self, places: Mapping[str, str]) -> Iterator[None]:
        """Let refusals of a service point to where this door keeps the field."""
        try:
            yield
        except Invalid as invalid:
            raise Invalid(
                FieldError(_moved(error.pointer, places), error.code, error.detail)
                for error in invalid.errors
            ) from None

    def _context(self, page: Page | None) -> dict[str, Any]:
        return {"directory": Directory(key=self.key, page=page)}

    def _asked(self) -> set[str]:
        return set() if self.asks is None else set(self.asks().get_fields())

    def _settable(
        self, data: Mapping[str, Any], serializer: type[Serializer[Any]], current: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[FieldError]]:
        settable = serializer().get_fields()
        kept: dict[str, Any] = {}
        refused: list[FieldError] = []
        for name, value in data.items():
            if name in current and (current[name] == value or (name in self.moving and name not in settable)):
                continue
            if name in settable or name not in current:
                kept[name] = value
            else:
                refused.append(FieldError(f"/{name}", "read_only", _("This cannot be set here.")))
        return kept, refused

    def _read(self, reader: Serializer[Any], refused: Iterable[FieldError] = ()) -> dict[str, Any]:
        """The validated values; in a rehearsal, those that can be read."""
        wrong = list(refused)
        if not reader.is_valid():
            problems = problems_of(reader.errors)
            wrong += [FieldError(problem.pointer or "", problem.code, problem.detail) for problem in problems]
        if not wrong:
            return dict(reader.validated_data)
        if not self._rehearsing or not isinstance(reader.initial_data, Mapping):
            raise Misread(wrong)
        misread = {error.pointer.split("/")[1] for error in wrong if error.pointer}
        readable = {
            name: value
            for name, value in reader.initial_data.items()
            if name not in misread and name in reader.fields
        }
        again = type(reader)(data=readable, partial=True, context=reader.context)
        again.is_valid(raise_exception=True)
        return dict(again.validated_data)


def _within(place: str, outer: str) -> bool:
    return place == outer or place.startswith(f"{outer}/")


def _moved(pointer: str, places: Mapping[str, str]) -> str:
    for here, there in places.items():
        if pointer == here or pointer.startswith(f"{here}/"):
            return there + pointer.removeprefix(here)
    return pointer
