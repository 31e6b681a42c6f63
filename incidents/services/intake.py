"""What comes in from the doors, cleaned: shared by the services of incidents and maintenance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.transitions import family
from incidents.vocabulary import Impact, IncidentKind, TextFormat
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.status import Status
from statuspage.validation import (
    CLOCKS_DIFFER,
    MESSAGE_LENGTH,
    NAME_LENGTH,
    Problems,
    Rule,
    clean_choice,
    clean_int,
    clean_moment,
    clean_text,
    clean_translations,
)

Declared = Mapping[Component, str] | Iterable[tuple[Component, str] | Component]
"""Components with the status declared for each; a component alone takes the status usual for the kind."""

MAX_COMPONENTS = 500
LONGEST_WINDOW = timedelta(days=366)
LONGEST_REMINDER_SECONDS = 30 * 24 * 3600
_METADATA_SIZE = 20_000
_YEARS = range(1990, 2200)
DECLARABLE = tuple(word for word in Status.values if word != Status.UNKNOWN)


def clean_name(value: Any, pointer: str = "/name") -> str:
    """The name of an incident or template: one line, never empty."""
    return clean_text(value, pointer=pointer, max_length=NAME_LENGTH, required=True)


def clean_body(value: Any, pointer: str = "/body") -> str:
    """The source of a message, which may be empty."""
    return clean_text(value, pointer=pointer, max_length=MESSAGE_LENGTH, multiline=True)


def clean_format(value: Any, pointer: str = "/format") -> str:
    return clean_choice(value, pointer=pointer, words=TextFormat)


def clean_status(value: Any, *, kind: str, pointer: str = "/status") -> str:
    """A status of the kind's own family: one of the other family is as wrong as an unknown word."""
    return clean_choice(value, pointer=pointer, words=[status.value for status in family(kind)])


def clean_time(value: Any, pointer: str) -> datetime:
    """A point in time within sight."""
    moment = clean_moment(value, pointer=pointer)
    if moment.year not in _YEARS:
        raise Invalid.at(pointer, "out_of_range", _("This time is too far away."))
    return moment


def clean_past(value: Any, *, pointer: str, now: datetime) -> datetime:
    """A point in time that is not in the future."""
    moment = clean_time(value, pointer)
    if moment > now:
        raise Invalid.at(pointer, "in_the_future", _("This time has not come yet."))
    return moment


def clean_begun(value: Any, *, pointer: str, now: datetime) -> datetime:
    """The start of what has begun: not in the future, but a little ahead of our clock is now."""
    if isinstance(value, datetime) and value.tzinfo is not None and now < value <= now + CLOCKS_DIFFER:
        return now
    return clean_past(value, pointer=pointer, now=now)


def clean_window(start: Any, end: Any) -> tuple[datetime, datetime]:
    """The start and end of a maintenance, in order."""
    problems = Problems()
    with problems.caught():
        clean_time(start, "/scheduled_for")
    with problems.caught():
        clean_time(end, "/scheduled_until")
    problems.raise_if_any()
    if end <= start:
        raise Invalid.at("/scheduled_until", "reversed", _("The end must lie after the start."))
    if end - start > LONGEST_WINDOW:
        raise Invalid.at("/scheduled_until", "too_long", _("A maintenance can last a year at most."))
    return start, end


def clean_declared(
    value: Any, *, page: Page, kind: str, pointer: str = "/components"
) -> dict[Component, str]:
    """Components of the page with the status declared for each.

    A component given alone is under maintenance in a maintenance, and in an incident as it shows itself.
    """
    items: Sequence[Any] = list(value.items() if isinstance(value, Mapping) else value)
    if len(items) > MAX_COMPONENTS:
        raise Invalid.at(pointer, "too_many", _("An incident can name 500 components at most."))
    problems = Problems()
    declared: dict[Component, str] = {}
    for index, item in enumerate(items):
        here = f"{pointer}/{index}"
        component, status = item if isinstance(item, tuple) else (item, None)
        if component.page_id != page.pk or component.deleted_at is not None:
            problems.add(f"{here}/component", "not_found", _("There is no such component on this page."))
        elif component in declared:
            problems.add(f"{here}/component", "repeated", _("Each component can be named once."))
        else:
            with problems.caught():
                declared[component] = clean_choice(
                    _usual_status(component, kind) if status is None else status,
                    pointer=f"{here}/status",
                    words=DECLARABLE,
                )
    problems.raise_if_any()
    return declared


def clean_metadata(value: Any, pointer: str = "/metadata") -> dict[str, Any]:
    """An object of objects (Statuspage contract, section 5), of bounded size and storable text."""
    if not isinstance(value, dict):
        raise Invalid.at(pointer, "not_object", _("This must be an object."))
    for key, inner in value.items():
        if not isinstance(inner, dict):
            raise Invalid.at(f"{pointer}/{key}", "not_object", _("Every value at the top must be an object."))
    budget = _Budget(pointer, _METADATA_SIZE)
    budget.spend(value, depth=0)
    return value


def clean_incident_translations(value: Any, pointer: str = "/translations") -> dict[str, dict[str, str]]:
    return clean_translations(value, pointer=pointer, fields={"name": NAME_LENGTH, "body": MESSAGE_LENGTH})


def clean_override(value: Any, pointer: str = "/impact_override") -> str | None:
    """An impact that a person sets instead of the computed one; None for the computed one."""
    return None if value is None else clean_choice(value, pointer=pointer, words=Impact)


def clean_reminder_seconds(value: Any, pointer: str = "/remind_before_seconds") -> int | None:
    """How long before its start a maintenance is called to mind; None and 0 for not at all."""
    if value is None:
        return None
    return clean_int(value, pointer=pointer, maximum=LONGEST_REMINDER_SECONDS) or None


def plain_rule(cleaner: Any) -> Rule:
    """A rule for `clean_changes` out of a cleaner of this file."""
    return lambda value, pointer: cleaner(value, pointer)


def _usual_status(component: Component, kind: str) -> str:
    if kind == IncidentKind.MAINTENANCE:
        return Status.UNDER_MAINTENANCE.value
    return Status.OPERATIONAL.value if component.status == Status.UNKNOWN else component.status


class _Budget:
    """Walks a JSON value: text must be storable, and the whole of it small."""

    def __init__(self, pointer: str, size: int) -> None:
        self.pointer = pointer
        self.left = size

    def spend(self, value: Any, *, depth: int) -> None:
        if depth > 10:
            raise Invalid.at(self.pointer, "too_deep", _("This is nested too deeply."))
        match value:
            case dict():
                for key, inner in value.items():
                    self._text(key)
                    self.spend(inner, depth=depth + 1)
            case list():
                for inner in value:
                    self.spend(inner, depth=depth + 1)
            case str():
                self._text(value)
            case None | bool() | int() | float():
                self._text(str(value))
            case _:
                raise Invalid.at(self.pointer, "not_json", _("This holds a value that JSON does not have."))

    def _text(self, text: Any) -> None:
        self.left -= 4 + len(
            clean_text(text, pointer=self.pointer, max_length=MESSAGE_LENGTH, multiline=True)
        )
        if self.left < 0:
            raise Invalid.at(self.pointer, "too_long", _("This holds more than can be kept."))
