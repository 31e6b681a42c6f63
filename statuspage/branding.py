"""A page's own colours, read from the fields that the Statuspage contract names."""

import re
from collections.abc import Mapping

from statuspage.models import Page

_COLOR = re.compile(r"#?((?:[0-9a-f]{3}){1,2}|[0-9a-f]{8})", re.IGNORECASE)


def brand_colors(page: Page, names: Mapping[str, str]) -> dict[str, str]:
    """The page's colours by the names given for its fields; nothing but colours is taken."""
    found = {}
    for field, name in names.items():
        color = _COLOR.fullmatch(str(page.colors.get(field, "")).strip())
        if color is not None:
            found[name] = f"#{color[1].lower()}"
    return found
