"""Paths as clients of Statuspage write them."""

import re

from django.urls import URLPattern, re_path
from rest_framework.views import APIView

from statuspage.ids import UID_LENGTH

_ID = re.compile(r"<uid:(\w+)>")


def at(route: str, view: type[APIView]) -> list[URLPattern]:
    """The route with ids as `<uid:name>`; it answers with `.json` or a slash at its end just as well.

    Where the route has a hyphen, an underscore does.
    """
    spelled = re.escape(route).replace(r"\-", "[-_]")
    spelled = spelled.replace("<uid:", "(?P<").replace(">", rf">[a-z0-9]{{{UID_LENGTH}}})")
    return [re_path(rf"^{spelled}(?:\.json|/)?\Z", view.as_view())]
