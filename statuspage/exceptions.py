"""What services raise; doors turn each kind into their own answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with the input: `pointer` is a JSON pointer such as `/target/url`."""

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """A refusal with a stable code for machines and a sentence for people."""

    default_code = "error"

    def __init__(self, detail: str | Promise, *, code: str = "") -> None:
        self.code = code or self.default_code
        self.detail = str(detail)
        super().__init__(self.detail)

    @property
    def reason(self) -> str:
        """What is wrong, first of all, without where: for people who are shown one sentence."""
        return self.detail


class Invalid(DomainError):
    """Values that cannot be accepted; nothing was changed."""

    default_code = "validation"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in self.errors))

    @property
    def reason(self) -> str:
        """The first problem's."""
        return self.errors[0].detail if self.errors else self.detail

    @classmethod
    def at(cls, pointer: str, code: str, detail: str | Promise) -> "Invalid":
        """A single problem."""
        return cls([FieldError(pointer, code, str(detail))])

    def under(self, prefix: str) -> "Invalid":
        """The same problems with every pointer below `prefix`, for input that is part of a larger one."""
        return type(self)(FieldError(prefix + e.pointer, e.code, e.detail) for e in self.errors)


class Conflict(DomainError):
    """The state of the object does not allow the act."""

    default_code = "conflict"


class Busy(DomainError):
    """There is no room for this at the moment; nothing was done. `retry_after` in seconds."""

    default_code = "too_many_requests"

    def __init__(self, detail: str | Promise, *, code: str = "", retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(detail, code=code)


class NotFound(DomainError):
    """No such object, or none that may be seen."""

    default_code = "not_found"


def messages(error: Invalid) -> Mapping[str, list[str]]:
    """Details per first path segment, as forms want them."""
    grouped: dict[str, list[str]] = {}
    for problem in error.errors:
        grouped.setdefault(problem.pointer.strip("/").split("/")[0], []).append(problem.detail)
    return grouped
