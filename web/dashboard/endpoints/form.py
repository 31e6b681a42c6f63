"""The forms of webhooks and alert channels: what they hold, what was sent, and what that means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.models import Check
from statuspage.exceptions import DomainError, FieldError, Invalid
from statuspage.models import Page
from web.dashboard.subscribers.form import chosen
from webhooks.channel_settings import ADDRESS_FIELDS, COMMON_DEFAULTS, channel_transport, settings_shown
from webhooks.event_filters import DELIVERABLE
from webhooks.models import Subscription
from webhooks.services.endpoints import webhook_object
from webhooks.transports.fields import Field, FieldTransport
from webhooks.vocabulary import BodyFormat

FAMILIES: Mapping[str, str | Promise] = {
    "incident": gettext_lazy("Incidents"),
    "maintenance": gettext_lazy("Maintenance"),
    "component": gettext_lazy("Components"),
    "check": gettext_lazy("Checks"),
    "metric": gettext_lazy("Metrics"),
    "note": gettext_lazy("What is said about components"),
    "page": gettext_lazy("Page settings"),
    "webhook": gettext_lazy("Tests of webhooks"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting of a kind of channel; `look`: filled in as text, secret, lines, number, tick or choice."""

    name: str
    label: str
    look: str
    hint: str
    required: bool
    options: tuple[Any, ...]


def families() -> list[tuple[str, str, list[str]]]:
    """The kinds of events that leave the house: the filter for all of a family, its name, and its kinds."""
    found: dict[str, list[str]] = {}
    for kind in DELIVERABLE:
        found.setdefault(kind.partition(".")[0], []).append(kind)
    return [(f"{family}.*", str(FAMILIES.get(family, family)), kinds) for family, kinds in found.items()]


def webhook_fresh() -> dict[str, Any]:
    """A form for a new webhook: it hears of everything."""
    return {
        "url": "",
        "description": "",
        "hears": "all",
        "events": [],
        "scope": "page",
        "components": [],
        "format": BodyFormat.STANDARD.value,
        "headers": "",
    }


def webhook_values(row: Subscription) -> dict[str, Any]:
    """A webhook as the form shows it; what may be secret stands as dots."""
    shown = webhook_object(row)
    hears_all = shown["events"] == ["*"]
    return {
        "url": shown["url"],
        "description": shown["description"],
        "hears": "all" if hears_all else "some",
        "events": [] if hears_all else sorted(shown["events"]),
        "scope": shown["scope"],
        "components": shown["components"],
        "format": shown["format"],
        "headers": _lines_of(shown["headers"]),
    }


def webhook_sent(data: QueryDict) -> dict[str, Any]:
    """What was filled in."""
    scope, hears = data.get("scope", "page"), data.get("hears", "all")
    return {
        "url": data.get("url", "").strip(),
        "description": data.get("description", ""),
        "hears": hears,
        "events": sorted(data.getlist("event")) if hears == "some" else [],
        "scope": scope,
        "components": sorted(data.getlist("component")) if scope == "components" else [],
        "format": data.get("format", ""),
        "headers": _lines_of(_pairs(data.get("headers", ""))),
    }


def webhook_told(page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the services are to be told. Raises `Invalid`."""
    return {
        "url": values["url"],
        "description": values["description"],
        "events": ["*"] if values["hears"] == "all" else values["events"],
        "scope": values["scope"],
        "components": chosen(page, values["components"]),
        "format": values["format"],
        "headers": _pairs(values["headers"]),
    }


def channel_entries(kind: str) -> list[Entry]:
    """What is to be filled in for a kind of channel. Raises `Invalid` for a word that is none."""
    transport = channel_transport(kind)
    found = []
    if kind in ADDRESS_FIELDS:
        is_mail = kind == "email"
        label = _("E-mail address") if is_mail else _("URL that messages are posted to")
        found.append(Entry(ADDRESS_FIELDS[kind], label, "text", "", required=True, options=()))
    fields = transport.fields if isinstance(transport, FieldTransport) else ()
    return [*found, *(_entry(field) for field in fields)]


def channel_fresh(page: Page, kind: str) -> dict[str, Any]:
    """A form for a new channel."""
    transport = channel_transport(kind)
    fields = transport.fields if isinstance(transport, FieldTransport) else ()
    config = {field.name: _shown(field.default) for field in fields}
    address = {ADDRESS_FIELDS[kind]: ""} if kind in ADDRESS_FIELDS else {}
    language = (page.languages or ["en"])[0]
    return {
        "name": "",
        **address,
        **config,
        **_common(COMMON_DEFAULTS),
        "language": language,
        "checks": [],
    }


def channel_values(row: Subscription) -> dict[str, Any]:
    """A channel as its form shows it; secrets stand as dots."""
    shown = settings_shown(row, private=True)
    entries = channel_entries(row.kind)
    return {
        "name": row.name,
        **{entry.name: _shown(shown.get(entry.name, "")) for entry in entries},
        **_common(shown),
        "language": row.language,
        "checks": sorted(one.check_row.uid for one in row.assignments.all()),
    }


def channel_sent(kind: str, data: QueryDict) -> dict[str, Any]:
    """What was filled in."""
    config: dict[str, Any] = {}
    for entry in channel_entries(kind):
        said = data.get(entry.name, "")
        if entry.look == "tick":
            config[entry.name] = bool(said)
        elif entry.look == "lines":
            config[entry.name] = said.replace("\r\n", "\n")
        else:
            config[entry.name] = said.strip()
    return {
        "name": data.get("name", ""),
        **config,
        "remind_every_minutes": data.get("remind_every_minutes", "0").strip(),
        "incidents": "incidents" in data,
        "degraded": "degraded" in data,
        "language": data.get("language", ""),
        "checks": sorted(data.getlist("check")),
    }


def channel_told(page: Page, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the services are to be told. Raises `Invalid`."""
    transport = channel_transport(kind)
    fields = transport.fields if isinstance(transport, FieldTransport) else ()
    defaults = {field.name: field.default for field in fields}
    config: dict[str, Any] = {"remind_every_minutes": _number(values["remind_every_minutes"])}
    if not transport.tells_each:
        config |= {"incidents": values["incidents"], "degraded": values["degraded"]}
    for entry in channel_entries(kind):
        config[entry.name] = _meant(values[entry.name], defaults.get(entry.name, ""))
    checks = list(Check.living.filter(page=page, uid__in=values["checks"]).order_by("name", "pk"))
    if len(checks) < len(set(values["checks"])):
        raise Invalid.at("/checks", "not_found", _("There is no such check on this page any more."))
    return {"name": values["name"], "config": config, "language": values["language"], "checks": checks}


def flat(error: DomainError) -> DomainError:
    """The same refusal with each problem at its setting, whatever is wrong inside of that."""
    if not isinstance(error, Invalid):
        return error
    return Invalid(
        FieldError("/" + one.pointer.removeprefix("/config").strip("/").split("/")[0], one.code, one.detail)
        for one in error.errors
    )


def _entry(field: Field) -> Entry:
    match field.default:
        case bool():
            look = "tick"
        case int() | None:
            look = "number"
        case dict():
            look = "lines"
        case _:
            look = "choice" if field.options else "secret" if field.secret else "text"
    if field.private:
        look = "lines"
    hint = str(field.hint)
    if isinstance(field.default, dict):
        hint = f"{_('One on each line, such as X-Team: core.')} {hint}".strip()
    elif isinstance(field.default, list):
        hint = f"{_('Divided by commas.')} {hint}".strip()
    return Entry(field.name, str(field.label), look, hint, field.required, field.options)


def _common(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "remind_every_minutes": str(shown["remind_every_minutes"]),
        "incidents": bool(shown["incidents"]),
        "degraded": bool(shown["degraded"]),
    }


def _shown(value: Any) -> Any:
    """A setting as a field of a form has it."""
    match value:
        case bool():
            return value
        case dict():
            return _lines_of(value)
        case list():
            return ", ".join(str(item) for item in value)
        case None:
            return ""
    return str(value)


def _meant(said: Any, default: Any) -> Any:
    """What was filled in, in the shape that the setting has by default."""
    match default:
        case bool():
            return said
        case dict():
            return _pairs(said)
        case list():
            return [item.strip() for item in said.split(",") if item.strip()]
        case int() | None:
            return _number(said) if said else None
    return said


def _number(text: str) -> int | str:
    """A whole number; anything else stays what it is, for the rules to refuse."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else text


def _lines_of(pairs: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in pairs.items())


def _pairs(text: str) -> dict[str, str]:
    lines = [line.partition(":") for line in text.splitlines() if line.strip()]
    return {name.strip(): value.strip() for name, _colon, value in lines}
