"""What people are told, before it takes the form of a mail or a chat message."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line such as "REST API: partial outage". `look` is a status word, or empty."""

    label: str
    value: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One of several things that a message tells: an update of an incident, an item of a group or digest.

    `at` is written out for people already; `html` is sanitised, `text` is the same without markup.
    """

    title: str
    at: str = ""
    text: str = ""
    html: str = ""
    look: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A whole message in one language, as plain values that can be kept as JSON.

    `subject` is for mail and lists, `headline` is the first line. `look` is a status word that gives the
    colour (never alone: the words say it too). `thread` names what it is about, the same for all messages
    about one thing (`incident:<uid>`, `check:<uid>`, `problem:<uid>`). `only` says that the
    text was not translated for its reader, `written` is its language then. `signal` is for pagers: trigger,
    acknowledge, resolve or empty. `at` is ISO 8601 in UTC. `why` says why the reader gets it.
    """

    subject: str
    headline: str
    page_name: str
    page_url: str
    language: str = "en"
    look: str = ""
    text: str = ""
    html: str = ""
    only: str = ""
    written: str = ""
    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    url: str = ""
    url_label: str = ""
    thread: str = ""
    signal: str = ""
    at: str = ""
    why: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def as_values(self) -> dict[str, Any]:
        """As JSON in a database can hold it; PostgreSQL takes no NUL, whoever wrote one."""
        values: dict[str, Any] = _held(asdict(self))
        return values

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """What `as_values` gave; what an older release did not know has its default."""
        known = {name: value for name, value in values.items() if name in cls.__dataclass_fields__}
        known["facts"] = tuple(Fact(**fact) for fact in known.get("facts", ()))
        known["entries"] = tuple(Entry(**entry) for entry in known.get("entries", ()))
        return cls(**known)


def _held(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _held(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_held(item) for item in value]
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value
