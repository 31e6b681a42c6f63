"""The kinds of checks: how each target is validated and which of them a probe runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.validation import Problems

from .heartbeat_target import heartbeat_target_clean
from .http_target import http_target_clean
from .tcp_target import tcp_target_clean

Cleaner = Callable[[dict[str, Any], Problems], dict[str, Any]]

TARGETS: dict[str, Cleaner] = {
    "http": http_target_clean,
    "tcp": tcp_target_clean,
    "heartbeat": heartbeat_target_clean,
}
PROBED = frozenset({"http", "tcp"})
"""Kinds that a probe runs; the others wait to be told."""


def validate_target(kind: str, target: Any) -> dict[str, Any]:
    """The target with every field of its kind, defaults filled in.

    Raises Invalid with a JSON pointer under `/target` for each wrong field, `/kind` for an unknown kind.
    """
    cleaner = TARGETS.get(kind)
    if cleaner is None:
        raise Invalid.at(
            "/kind",
            "unknown_word",
            _("This must be one of: %(words)s.") % {"words": ", ".join(TARGETS)},
        )
    if not isinstance(target, dict):
        raise Invalid.at("/target", "not_object", _("This must be an object with the fields of its kind."))
    problems = Problems()
    clean = cleaner(target, problems)
    problems.raise_if_any()
    return clean
