"""The fields of a status, as they are sent."""

import re
from collections.abc import Mapping

from api.stashboard.errors import stash_error
from statuspage.icons import ICONS
from statuspage.vocabulary import LabelLevel

_ENDING = re.compile(r"\.(?:png|svg|gif)\Z", re.IGNORECASE)


def image_of(fields: Mapping[str, str]) -> str:
    """The image: its name alone, that of its file, or its address. 400 for one that there is not."""
    given = fields["image"]
    name = _ENDING.sub("", given.rpartition("/")[2]).lower()
    if name not in ICONS:
        raise stash_error(400, f"An Image with the slug {given} doesn't exist")
    return name


def level_of(fields: Mapping[str, str]) -> str | None:
    """The level; None where none is given. 400 for one that there is not."""
    given = fields.get("level")
    if not given:
        return None
    if given not in LabelLevel.values:
        raise stash_error(400, f"Level must be one of {', '.join(LabelLevel.values)}")
    return given


def default_of(fields: Mapping[str, str]) -> bool | None:
    """Whether it is to be the default; None where that is not said."""
    given = fields.get("default")
    if given is None:
        return None
    if given not in ("true", "false"):
        raise stash_error(400, "Default must be true or false")
    return given == "true"
