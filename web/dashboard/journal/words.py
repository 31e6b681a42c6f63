"""What fields of the journal's objects are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NAMES: Mapping[str, str | Promise] = {
    "address": _("Address"),
    "asked_again": _("Asked again"),
    "automation_email": _("Automation address"),
    "body": _("Text"),
    "channels": _("Alert channels"),
    "checks": _("Checks"),
    "code": _("Code"),
    "component": _("Component"),
    "components": _("Components"),
    "deliver": _("Tells subscribers"),
    "description": _("Description"),
    "digest": _("Digest"),
    "draft": _("Draft"),
    "effect": _("Effect on the component"),
    "enabled": _("Enabled"),
    "events": _("Events"),
    "expires_at": _("Ends"),
    "group": _("Group"),
    "impact": _("Impact"),
    "interval_seconds": _("Interval in seconds"),
    "kind": _("Kind"),
    "language": _("Language"),
    "limit_per_minute": _("Requests per minute"),
    "method": _("Method"),
    "name": _("Name"),
    "pages": _("Pages"),
    "path": _("Path"),
    "position": _("Position"),
    "reason": _("Reason"),
    "role": _("Role"),
    "roles": _("Roles"),
    "scheduled_for": _("Begins"),
    "scheduled_until": _("Ends"),
    "scope": _("Told of"),
    "scopes": _("Rights"),
    "showcase": _("Uptime shown"),
    "slug": _("Slug"),
    "state": _("State"),
    "status": _("Status"),
    "tags": _("Tags"),
    "target": _("Target"),
    "timeout_seconds": _("Timeout in seconds"),
    "url": _("URL"),
    "visible": _("Shown to visitors"),
}


def field_name(word: str) -> str:
    """The name of a field; one that is not listed is read as it is written."""
    found = _NAMES.get(word)
    return str(found) if found else word.replace("_", " ").capitalize()
