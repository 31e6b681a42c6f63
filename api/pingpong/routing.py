"""Paths as clients write them."""

import re

from django.urls import URLPattern, re_path
from rest_framework.views import APIView

_ID = re.compile(r"<id:(\w+)>")


def at(route: str, view: type[APIView]) -> list[URLPattern]:
    """The route with ids as `<id:name>`; it answers with a slash at its end just as well.

    Where the route has a hyphen, an underscore does. Whatever stands for an id is one: fixed segments must
    come before it.
    """
    spelled = re.escape(route).replace(r"\-", "[-_]")
    with_ids = _ID.sub(r"(?P<\1>[^/]+)", spelled)
    return [re_path(rf"^{with_ids}/?\Z", view.as_view())]
