"""One decorator that says what an operation takes, answers and looks like."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from api.native.schema.answers import page_of, stretch_of
from api.native.schema.openapi import NativeSchema
from api.native.schema.typed import Schema, reference

Method = TypeVar("Method", bound=Callable[..., Any])

_PAGE_SIZE = OpenApiParameter("page_size", int, description="How many at once, 1 to 200.")
_BY_NUMBER = [OpenApiParameter("page", int, description="The page of the list, from 1."), _PAGE_SIZE]
_BY_CURSOR = [
    OpenApiParameter("cursor", str, description="Where to go on, taken from `next` or `previous`."),
    _PAGE_SIZE,
]


def describe(
    operation: str,
    summary: str,
    *,
    answer: Any = None,
    example: Any = None,
    status: int = 200,
    body: Any = None,
    body_example: Any = None,
    query: Sequence[Any] = (),
    note: str = "",
) -> Callable[[Method], Method]:
    """Describe an operation that answers one object (`answer` is its `TypedDict`), or nothing (204)."""
    schema = None if answer is None else reference(answer)
    return _described(operation, summary, schema, example, status, body, body_example, list(query), note)


def describe_list(
    operation: str, summary: str, *, of: Any, example: Any, query: Sequence[Any] = (), note: str = ""
) -> Callable[[Method], Method]:
    """Describe a list by page numbers."""
    shown = {"count": 1, "next": None, "previous": None, "results": [example]}
    return _described(operation, summary, page_of(of), shown, 200, None, None, [*query, *_BY_NUMBER], note)


def describe_stretch(
    operation: str, summary: str, *, of: Any, example: Any, query: Sequence[Any] = (), note: str = ""
) -> Callable[[Method], Method]:
    """Describe a list by cursor."""
    shown = {"next": None, "previous": None, "results": [example]}
    return _described(operation, summary, stretch_of(of), shown, 200, None, None, [*query, *_BY_CURSOR], note)


def describe_text(
    operation: str, summary: str, *, media: str, example: str, note: str = ""
) -> Callable[[Method], Method]:
    """Describe an operation that answers a text of another kind than JSON."""
    shown = [OpenApiExample("Answer", example, media_type=media)]
    response = OpenApiResponse(response=OpenApiTypes.STR, description=summary, examples=shown)
    return _extended(
        extend_schema(
            operation_id=operation,
            summary=summary,
            description=note,
            request=OpenApiTypes.NONE,
            responses={(200, media): response},
        )
    )


def _described(
    operation: str,
    summary: str,
    schema: Schema | None,
    example: Any,
    status: int,
    body: Any,
    body_example: Any,
    query: list[Any],
    note: str,
) -> Callable[[Method], Method]:
    examples = [] if example is None else [OpenApiExample("Answer", example)]
    response = OpenApiResponse(response=schema, description=summary, examples=examples)
    request_examples = (
        [] if body_example is None else [OpenApiExample("Request", body_example, request_only=True)]
    )
    return _extended(
        extend_schema(
            operation_id=operation,
            summary=summary,
            description=note,
            parameters=query,
            request=body if body is not None else OpenApiTypes.NONE,
            responses={status: response},
            examples=request_examples,
        )
    )


def _extended(extend: Callable[[Method], Method]) -> Callable[[Method], Method]:
    def decorate(method: Method) -> Method:
        # What extend_schema builds on; it does not look at the view's own attribute.
        vars(method)["kwargs"] = {"schema": NativeSchema}
        return extend(method)

    return decorate
