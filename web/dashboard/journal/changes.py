"""What an event changed, field by field, as people read it. Secrets never."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from monitoring.services import target_masked
from statuspage.models import Event, Organization
from web.dashboard.journal.words import field_name

_ABSENT: Any = object()
_UID = re.compile(r"[a-z0-9]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_WORD = re.compile(r"[a-z]+(_[a-z]+)+")
_SECRET = re.compile(
    r"secret|password|passphrase|token|authorization|credential|api-?key|_key$|cookie", re.IGNORECASE
)
_NAMED = frozenset(
    {"component", "components", "group", "check", "checks", "incident", "template", "metric", "metrics"}
    | {"page", "pages", "default_page", "channels", "provider"}
)
"""Fields that hold uids of things which have names."""
_SUBJECTS = (
    "component",
    "group",
    "check",
    "incident",
    "maintenance",
    "template",
    "metric",
    "page",
    "channel",
)
_UNTOLD = frozenset({"id", "created_at", "updated_at", "body_html", "html", "sequence", "revision"})
"""Fields that say nothing beside when and what, which every event says by itself."""
_LONG_TEXT = 60
_MOST_TOKENS = 600
_MOST_SHOWN = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text: `same` in both, `gone` or `new`."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field. `before` and `after` are empty where there was nothing; `parts` tell a long text apart."""

    name: str
    before: str
    after: str
    before_at: datetime | None = None
    after_at: datetime | None = None
    parts: tuple[Part, ...] = ()


class Names:
    """What the things are called that events name by uid; asked for once for many events."""

    def __init__(self, organization: Organization, events: Iterable[Event]) -> None:
        wanted = {uid for event in events for uid in _uids(event)}
        found = Event.objects.filter(
            organization=organization, subject_kind__in=_SUBJECTS, subject_uid__in=wanted
        ).order_by("pk")
        self._labels = dict(found.values_list("subject_uid", "subject_label")) if wanted else {}

    def of(self, uid: str) -> str:
        return self._labels.get(uid) or uid


def changes_of(event: Event, names: Names) -> list[Change]:
    """The fields that differ; of what was made or deleted, all that say something."""
    before, after = _flat(event.before), _flat(event.after)
    found = []
    for path in dict.fromkeys((*before, *after)):
        was, became = before.get(path, _ABSENT), after.get(path, _ABSENT)
        if was == became or (_is_nothing(was) and _is_nothing(became)):
            continue
        found.append(_change(path, was, became, names))
    return found


def shown_values(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An object of the journal without what may be secret."""
    if values is None:
        return None
    shown = {name: _open(name, value) for name, value in values.items()}
    if isinstance(shown.get("target"), dict):
        shown["target"] = target_masked(shown["target"])
    return shown


def _open(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _open(inner, held) for inner, held in value.items()}
    if isinstance(value, list):
        return [_open(name, held) for held in value]
    return "••••••" if isinstance(value, str) and value and _SECRET.search(name) else value


def _flat(values: Mapping[str, Any] | None) -> dict[tuple[str, ...], Any]:
    return dict(_leaves((), shown_values(values) or {}))


def _leaves(path: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves((*path, name), value)
        elif name not in _UNTOLD:
            yield (*path, name), value


def _change(path: tuple[str, ...], was: Any, became: Any, names: Names) -> Change:
    was, became = _without_shared(was, became)
    is_named = bool(_NAMED.intersection(path))
    # Below a field of uids stands a uid itself: a component with the status that it got.
    words = [names.of(step) if is_named and _UID.fullmatch(step) else field_name(step) for step in path]
    before, after = _told(was, names, named=is_named), _told(became, names, named=is_named)
    return Change(
        name=" · ".join(words),
        before=before,
        after=after,
        before_at=_moment(was),
        after_at=_moment(became),
        parts=_parts(before, after),
    )


def _without_shared(was: Any, became: Any) -> tuple[Any, Any]:
    """Of two lists of objects what is in one of them only: an incident's updates, of which one is new."""
    if not (isinstance(was, list) and isinstance(became, list)):
        return was, became
    if not all(isinstance(item, dict) for item in (*was, *became)):
        return was, became
    return [item for item in was if item not in became], [item for item in became if item not in was]


def _told(value: Any, names: Names, *, named: bool) -> str:
    if _is_nothing(value):
        return ""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(_told(item, names, named=named) for item in value)[:_MOST_SHOWN]
        case dict():
            return ", ".join(
                f"{names.of(name) if _UID.fullmatch(name) else field_name(name)}: "
                f"{_told(item, names, named=named)}"
                for name, item in value.items()
                if name not in _UNTOLD and not _is_nothing(item)
            )[:_MOST_SHOWN]
        case str():
            if named and _UID.fullmatch(value):
                return names.of(value)
            return value.replace("_", " ") if _WORD.fullmatch(value) else value[:_MOST_SHOWN]
    return str(value)


def _parts(before: str, after: str) -> tuple[Part, ...]:
    """Two long texts as one, with what went and what came; none where that is not to be read any more."""
    if not (before and after) or max(len(before), len(after)) < _LONG_TEXT:
        return ()
    old, new = re.split(r"(\s+)", before), re.split(r"(\s+)", after)
    if max(len(old), len(new)) > _MOST_TOKENS:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < 0.4:
        return ()
    found: list[Part] = []
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            found.append(Part("same", "".join(old[from_old:to_old])))
            continue
        if to_old > from_old:
            found.append(Part("gone", "".join(old[from_old:to_old])))
        if to_new > from_new:
            found.append(Part("new", "".join(new[from_new:to_new])))
    return tuple(found)


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _is_nothing(value: Any) -> bool:
    return value is _ABSENT or value is None or value == "" or value == [] or value == {}


def _uids(event: Event) -> Iterator[str]:
    for values in (event.before, event.after):
        for name, value in (values or {}).items():
            if name in _NAMED:
                yield from _uids_in(value)


def _uids_in(value: Any) -> Iterator[str]:
    match value:
        case str() if _UID.fullmatch(value):
            yield value
        case list():
            for item in value:
                yield from _uids_in(item)
        case dict():
            for name, item in value.items():
                yield from _uids_in(name)
                yield from _uids_in(item)
