"""Paths as clients of other systems write them."""

import re

from django.urls import URLPattern, re_path
from rest_framework.views import APIView

_ID = re.compile(r"<u?id:(\w+)>")


def loose_path(route: str, view: type[APIView], *, ids: str, end: str) -> list[URLPattern]:
    """The route with ids as `<id:name>` or `<uid:name>`; `ids` and `end` are patterns, of one and of what may
    follow. Where the route has a hyphen, an underscore does."""
    spelled = re.escape(route).replace(r"\-", "[-_]")
    with_ids = _ID.sub(rf"(?P<\1>{ids})", spelled)
    return [re_path(rf"^{with_ids}(?:{end})?\Z", view.as_view())]
