"""Forms that were made before somebody else acted: they carry along what they were made of.

What a form says of a field it left as it was is nothing said, and a form is held back once something else
holds than what it was made of. A form without its past, as a script sends it, is taken at its word.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Conflict

FIELD = "was"


class MovedOn(Conflict):
    """Somebody else acted since the form was made."""

    default_code = "moved_on"


def written(values: Mapping[str, Any]) -> str:
    """What a form is made of, for its hidden field `was`."""
    return json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)


def moved_on_refuse(request: HttpRequest, now: Mapping[str, Any]) -> None:
    """Raise `MovedOn` unless the form that was sent was made of what holds `now`."""
    if request.POST.get(FIELD) and past_of(request) != json.loads(written(now)):
        raise MovedOn(_("Somebody else has changed this since this form was made."))


def is_touched(request: HttpRequest, name: str, sent: object) -> bool:
    """Whether a form says something else of a field than what it was made of."""
    was = past_of(request)
    return name not in was or was[name] != sent


def merged(request: HttpRequest, sent: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What a form that was held back shows: what was touched as it was sent, the rest as it is `now`."""
    was = past_of(request)
    return {name: _merge(was.get(name), value, now.get(name, value)) for name, value in sent.items()}


def past_of(request: HttpRequest) -> dict[str, Any]:
    """What a form that was sent was made of; nothing where that cannot be read."""
    try:
        found = json.loads(request.POST.get(FIELD, ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _merge(was: Any, sent: Any, now: Any) -> Any:
    """Of lists and mappings item by item, so that what two people did to different ones both stays."""
    if sent == was:
        return now
    match was, sent, now:
        case dict(), dict(), dict():
            names = [*now, *(name for name in sent if name not in now)]
            return {name: _merge(was.get(name, []), sent.get(name, []), now.get(name, [])) for name in names}
        case list(), list(), list():
            return [item for item in now if item in sent or item not in was] + [
                item for item in sent if item not in was and item not in now
            ]
    return sent
