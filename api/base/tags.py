"""Entity tags: a caller proves that it changes what it has read."""

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer

from api.base.faults import Fault, bad_header

_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*')


def tag_of(representation: Any, *, volatile: Collection[str] = ()) -> str:
    """A strong tag of an object as it is answered, without the fields that change by themselves."""
    if volatile and isinstance(representation, Mapping):
        representation = {name: value for name, value in representation.items() if name not in volatile}
    return f'"{hashlib.sha256(JSONRenderer().render(representation)).hexdigest()[:32]}"'


def tag_matches(header: str, tag: str, *, name: str, weakly: bool) -> bool:
    """Whether the tag is among those that the header lists; `*` matches. Weak tags match only `weakly`."""
    if header.strip() == "*":
        return True
    matched = False
    for part in header.split(","):
        found = _TAG.fullmatch(part)
        if found is None:
            raise bad_header(name, "invalid_tag", _('Write the ETag as it was answered, in quotes: "…".'))
        matched |= (weakly or not found[1]) and f'"{found[2]}"' == tag
    return matched


def precondition_failed() -> Fault:
    """The object is not any more what the caller has read."""
    return Fault(
        412, "precondition_failed", _("This was changed since you read it. Read it again before changing it.")
    )
