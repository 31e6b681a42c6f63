"""What many operations answer."""

from typing import Any, NotRequired, TypedDict


class BulkResultAnswer(TypedDict):
    """How one operation went: `data` as if it had been asked alone, or `error` (a problem)."""

    status: int
    id: str | None
    data: NotRequired[dict[str, Any]]
    error: NotRequired[dict[str, Any]]


class BulkAnswer(TypedDict):
    """One result per operation, in their order."""

    results: list[BulkResultAnswer]
