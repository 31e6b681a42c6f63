"""The form of a check: what all kinds have in common, and beside which field each error stands."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.models import IncidentTemplate
from incidents.selectors import templates_of_page
from monitoring.models import Check
from monitoring.vocabulary import CheckKind, Effect, Showcase
from statuspage.exceptions import DomainError, FieldError, Invalid
from statuspage.models import Component, Page
from statuspage.selectors import components_of_page
from statuspage.status import Status
from statuspage.validation import Problems
from web.dashboard.checks.durations import whole
from web.dashboard.checks.targets import target_read, target_sent, target_values
from webhooks.models import Subscription
from webhooks.selectors.channels import channels_counted, channels_of_checks

INTERVALS: list[tuple[str, str | Promise]] = [
    ("10", _("Every 10 seconds")),
    ("30", _("Every 30 seconds")),
    ("60", _("Every minute")),
    ("300", _("Every 5 minutes")),
    ("900", _("Every 15 minutes")),
    ("3600", _("Every hour")),
    ("86400", _("Every day")),
]
EFFECTS: list[tuple[str, str | Promise, str | Promise]] = [
    (Effect.NONE.value, _("Nothing on the page"), _("Only the team's alert channels are told.")),
    (
        Effect.STATUS.value,
        _("The component shows it"),
        _("Its status on the page becomes the one below, until the check is well again."),
    ),
    (
        Effect.DRAFT_INCIDENT.value,
        _("The component shows it, and an incident is drafted"),
        _("Visitors see the incident once somebody publishes it."),
    ),
    (
        Effect.INCIDENT.value,
        _("The component shows it, and an incident is published"),
        _("Subscribers are told at once, and again when the check is well: that resolves it."),
    ),
]
EFFECT_STATUSES = [
    (status.value, status.label)
    for status in (
        Status.DEGRADED_PERFORMANCE,
        Status.PARTIAL_OUTAGE,
        Status.MAJOR_OUTAGE,
        Status.UNAVAILABLE,
    )
]
SHOWCASES = list(Showcase.choices)
_TEXTS = (
    "name",
    "tags",
    "description",
    "component",
    "template",
    "effect",
    "effect_status",
    "showcase",
    "slug",
)
_NUMBERS = {
    "interval": "interval_seconds",
    "timeout": "timeout_seconds",
    "confirm_down": "confirm_down",
    "confirm_up": "confirm_up",
    "degraded_over_ms": "degraded_over_ms",
    "quorum": "quorum",
}
_PROBED_ONLY = frozenset({"interval", "timeout", "degraded_over_ms", "quorum", "confirm_down", "confirm_up"})
IN_SIGHT = frozenset(
    {
        *("name", "url", "expected_status", "body_contains", "host", "port", "interval", "component"),
        *("period", "schedule", "time_zone", "grace", "effect", "effect_status", "template", "channels"),
    }
)
"""Fields that are not folded away."""
_PLACES = {
    "interval_seconds": "interval",
    "timeout_seconds": "timeout",
    "target/auth/username": "auth_username",
    "target/auth/password": "auth_password",
    "target/auth/token": "auth_token",
    "target/auth": "auth_type",
    "target/json_path/op": "json_op",
    "target/json_path/value": "json_value",
    "target/period_seconds": "period",
    "target/grace_seconds": "grace",
}
"""Where what services name by these pointers stands in the form, the longer ones first."""


def values_fresh(page: Page, kind: str) -> dict[str, Any]:
    """Of a new check: a minute, ten seconds, every alert channel."""
    return {
        **dict.fromkeys(_TEXTS, ""),
        "effect": Effect.STATUS.value,
        "effect_status": Status.MAJOR_OUTAGE.value,
        "showcase": Showcase.NONE.value,
        **_probed(kind, interval="60", timeout="10", confirm_down="2", confirm_up="1"),
        "regions": settings.CANDOR_REGIONS[:1],
        "channels": [channel.uid for channel in channels_counted(page) if channel.enabled],
        "manual_resume": False,
        **target_values(kind, None),
    }


def values_of(check: Check) -> dict[str, Any]:
    """As it is now; secrets are masked."""
    numbers = {name: getattr(check, field) for name, field in _NUMBERS.items()}
    return {
        **{name: getattr(check, name) for name in _TEXTS},
        "component": check.component.uid if check.component else "",
        "template": check.template.uid if check.template else "",
        **_probed(
            check.kind, **{name: "" if value is None else str(value) for name, value in numbers.items()}
        ),
        "regions": list(check.regions),
        "channels": channels_of_checks([check])[check.pk],
        "manual_resume": check.manual_resume,
        **target_values(check.kind, check),
    }


def values_sent(kind: str, data: QueryDict) -> dict[str, Any]:
    """As a form says."""
    return {
        **{name: data.get(name, "") for name in _TEXTS},
        **_probed(kind, **{name: data.get(name, "") for name in _NUMBERS}),
        "regions": data.getlist("region"),
        "channels": data.getlist("channel"),
        "manual_resume": "manual_resume" in data,
        **target_sent(kind, data),
    }


def read(page: Page, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `check_create_with_channels` takes beside page and kind; raises `Invalid`."""
    problems = Problems()
    found: dict[str, Any] = {
        "name": values["name"].strip(),
        "slug": values["slug"].strip(),
        "description": values["description"],
        "tags": values["tags"].replace(",", " ").split(),
        **{name: values[name] for name in ("effect", "effect_status", "showcase", "manual_resume")},
    }
    for name, field in _NUMBERS.items():
        if name in values:
            found[field] = whole(values[name])
    with problems.caught():
        found["target"] = target_read(kind, values)
    with problems.caught():
        found["component"] = _component(page, values["component"])
    with problems.caught():
        found["template"] = _template(page, values["template"])
    with problems.caught():
        found["channels"] = _channels(page, values["channels"])
    if kind != CheckKind.HEARTBEAT and len(settings.CANDOR_REGIONS) > 1:
        found["regions"] = values["regions"]
    problems.raise_if_any()
    return found


def tried(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `check_try` takes beside the page."""
    return {
        "kind": kind,
        "target": target_read(kind, values),
        **{_NUMBERS[name]: whole(values[name]) for name in ("interval", "timeout", "degraded_over_ms")},
    }


def placed(error: DomainError) -> DomainError:
    """The same problems by the names of the form's fields."""
    if not isinstance(error, Invalid):
        return error
    return Invalid(FieldError(f"/{_place(one.pointer)}", one.code, one.detail) for one in error.errors)


def intervals_with(seconds: str) -> list[tuple[str, str | Promise]]:
    """The choices, with the present one if it came from elsewhere."""
    if seconds in dict(INTERVALS) or not seconds.isdigit():
        return INTERVALS
    return [*INTERVALS, (seconds, _("Every %(n)s seconds") % {"n": seconds})]


def _probed(kind: str, **values: str) -> dict[str, str]:
    """The fields without those that a heartbeat has not."""
    full = {**dict.fromkeys(_NUMBERS, ""), **values}
    return {
        name: value for name, value in full.items() if kind != CheckKind.HEARTBEAT or name not in _PROBED_ONLY
    }


def _place(pointer: str) -> str:
    path = pointer.strip("/")
    for prefix, place in _PLACES.items():
        if path == prefix or path.startswith(f"{prefix}/"):
            return place
    return path.removeprefix("target/").partition("/")[0]


def _component(page: Page, uid: str) -> Component | None:
    if not uid:
        return None
    found = components_of_page(page).filter(uid=uid).first()
    if found is None:
        raise Invalid.at("/component", "not_found", _("There is no such component on this page any more."))
    return found


def _template(page: Page, uid: str) -> IncidentTemplate | None:
    if not uid:
        return None
    found = templates_of_page(page).filter(uid=uid).first()
    if found is None:
        raise Invalid.at("/template", "not_found", _("There is no such template on this page any more."))
    return found


def _channels(page: Page, uids: list[str]) -> list[Subscription]:
    known = {channel.uid: channel for channel in channels_counted(page)}
    if set(uids) - known.keys():
        raise Invalid.at("/channels", "not_found", _("There is no such channel any more."))
    return [channel for uid, channel in known.items() if uid in uids]
