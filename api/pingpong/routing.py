"""Paths as clients of PingPong write them."""

from django.urls import URLPattern
from rest_framework.views import APIView

from api.base.routing import loose_path


def at(route: str, view: type[APIView]) -> list[URLPattern]:
    """The route with ids as `<id:name>`; it answers with a slash at its end just as well.

    Whatever stands for an id is one: fixed segments must come before it.
    """
    return loose_path(route, view, ids="[^/]+", end="/")
