"""What a check's settings may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from incidents.models import IncidentTemplate
from monitoring.models import Check
from monitoring.probes import validate_target
from monitoring.probes.heartbeat_target import FILTERS, KEYWORDS
from monitoring.vocabulary import CheckKind, Effect, Showcase
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.status import Status
from statuspage.validation import (
    MESSAGE_LENGTH,
    SLUG_LENGTH,
    Problems,
    Rule,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_int,
    clean_text,
    optional,
    rule,
    text_rule,
)

MAX_TAGS = 500
"""The longest text of tags, which are kept as words separated by spaces."""
MAX_CONFIRM = 20
HEARTBEAT_COLUMNS = {
    "period_seconds": "period_seconds",
    "schedule": "schedule",
    "time_zone": "schedule_time_zone",
    "grace_seconds": "grace_seconds",
    **{name: name for name in ("methods", *KEYWORDS, *FILTERS)},
}
"""A heartbeat's target lives in columns of its own; by field of the target."""
_SLUG = re.compile(r"[a-z0-9_-]*")

SETTINGS_COLUMNS = (
    "name",
    "slug",
    "description",
    "location",
    "tags",
    "component",
    "template",
    "interval_seconds",
    "timeout_seconds",
    "confirm_down",
    "confirm_up",
    "degraded_over_ms",
    "quorum",
    "regions",
    "showcase",
    "effect",
    "effect_status",
    "manual_resume",
    "target",
    *HEARTBEAT_COLUMNS.values(),
)
"""What an edit writes; states and results belong to others."""

PROBED_AGAIN = frozenset(
    {"target", "interval_seconds", "timeout_seconds", "degraded_over_ms", "regions", "quorum", "kind"}
)
"""Changes after which an older specification's results no longer count."""


def check_rules(page: Page) -> dict[str, Rule]:
    """The rule of each field that may be given for a check of a page; `target` has its own."""
    return {
        "name": text_rule(255),
        "slug": _slug,
        "description": text_rule(MESSAGE_LENGTH, multiline=True),
        "location": text_rule(64),
        "tags": _tags,
        "component": optional(lambda value, pointer: _component(value, pointer, page)),
        "template": optional(lambda value, pointer: _template(value, pointer, page)),
        "interval_seconds": optional(rule(clean_int, minimum=5, maximum=86_400)),
        "timeout_seconds": optional(rule(clean_int, minimum=1, maximum=60)),
        "confirm_down": rule(clean_int, minimum=1, maximum=MAX_CONFIRM),
        "confirm_up": rule(clean_int, minimum=1, maximum=MAX_CONFIRM),
        "degraded_over_ms": optional(rule(clean_int, minimum=1, maximum=60_000)),
        "quorum": optional(rule(clean_int, minimum=1, maximum=100)),
        "regions": _regions,
        "showcase": rule(clean_choice, words=Showcase),
        "effect": rule(clean_choice, words=Effect),
        "effect_status": _effect_status,
        "manual_resume": rule(clean_bool),
        "target": lambda value, pointer: value,
        "kind": rule(clean_choice, words=[CheckKind.HTTP, CheckKind.TCP, CheckKind.HEARTBEAT]),
    }


def check_fill(check: Check, given: Mapping[str, Any]) -> None:
    """Put given values into a check and see that they fit together; raises Invalid with all problems."""
    problems = Problems()
    rules = check_rules(check.page)
    clean: dict[str, Any] = {}
    for field, value in given.items():
        with problems.caught():
            clean.update(clean_changes({field: value}, rules))
    target = clean.pop("target", None)
    kind = clean.get("kind", check.kind)
    if "target" in given and kind:
        with problems.caught():
            target = validate_target(kind, target)
    problems.raise_if_any()
    for field, value in clean.items():
        setattr(check, field, value)
    if target is not None:
        _apply_target(check, target)
    _fit(check, problems)
    problems.raise_if_any()


def _fit(check: Check, problems: Problems) -> None:
    if check.kind == CheckKind.HEARTBEAT:
        check.interval_seconds = check.timeout_seconds = None
    elif check.interval_seconds is None:
        problems.add("/interval_seconds", "required", _("This must be a whole number."))
    elif check.timeout_seconds is None:
        problems.add("/timeout_seconds", "required", _("This must be a whole number."))
    elif check.timeout_seconds >= check.interval_seconds:
        problems.add("/timeout_seconds", "out_of_range", _("The timeout must be shorter than the interval."))
    if check.quorum is not None and check.quorum > len(check.regions):
        problems.add("/quorum", "out_of_range", _("The quorum is larger than the number of regions."))


def check_target(check: Check) -> dict[str, Any]:
    """The target as doors give it: a heartbeat's is gathered from its columns."""
    if check.kind != CheckKind.HEARTBEAT:
        return dict(check.target)
    target = {field: getattr(check, column) for field, column in HEARTBEAT_COLUMNS.items()}
    unused = ("period_seconds",) if check.schedule else ("schedule", "time_zone")
    return {field: value for field, value in target.items() if field not in unused}


def _apply_target(check: Check, target: dict[str, Any]) -> None:
    if check.kind != CheckKind.HEARTBEAT:
        check.target = target
        return
    for field, column in HEARTBEAT_COLUMNS.items():
        setattr(check, column, target[field])


def _slug(value: Any, pointer: str) -> str:
    slug = clean_text(value, pointer=pointer, max_length=SLUG_LENGTH)
    if not _SLUG.fullmatch(slug):
        raise Invalid.at(
            pointer, "invalid_slug", _("Use lower-case letters, digits, hyphens and underscores.")
        )
    return slug


def _tags(value: Any, pointer: str) -> str:
    if not isinstance(value, list | tuple):
        raise Invalid.at(pointer, "invalid_tags", _("This must be a list of words."))
    words = []
    for index, word in enumerate(value):
        here = f"{pointer}/{index}"
        word = clean_text(word, pointer=here, max_length=MAX_TAGS, required=True)
        if len(word.split()) != 1:
            raise Invalid.at(here, "invalid_tags", _("A tag is one word."))
        words.append(word)
    tags = " ".join(dict.fromkeys(words))
    if len(tags) > MAX_TAGS:
        raise Invalid.at(pointer, "too_long", _("The tags are longer than 500 characters together."))
    return tags


def _component(value: Any, pointer: str, page: Page) -> Component:
    if not isinstance(value, Component) or value.page_id != page.pk or value.deleted_at is not None:
        raise Invalid.at(pointer, "unknown_component", _("There is no such component on this page."))
    return value


def _template(value: Any, pointer: str, page: Page) -> IncidentTemplate:
    if not isinstance(value, IncidentTemplate) or value.page_id != page.pk:
        raise Invalid.at(pointer, "unknown_template", _("There is no such template on this page."))
    return value


def _regions(value: Any, pointer: str) -> list[str]:
    if not isinstance(value, list | tuple) or not value:
        raise Invalid.at(pointer, "invalid_regions", _("This must be a list of at least one region."))
    known = settings.CANDOR_REGIONS
    for index, region in enumerate(value):
        if region not in known:
            raise Invalid.at(
                f"{pointer}/{index}",
                "unknown_region",
                _("This must be one of: %(words)s.") % {"words": ", ".join(known)},
            )
    if len(set(value)) != len(value):
        raise Invalid.at(pointer, "repeated", _("Each region can be listed once."))
    return list(value)


def _effect_status(value: Any, pointer: str) -> str:
    words = [
        Status.DEGRADED_PERFORMANCE,
        Status.PARTIAL_OUTAGE,
        Status.MAJOR_OUTAGE,
        Status.UNAVAILABLE,
    ]
    return clean_choice(value, pointer=pointer, words=[word.value for word in words])
