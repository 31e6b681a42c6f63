"""Paths as clients of Statuspage write them."""

from django.urls import URLPattern
from rest_framework.views import APIView

from api.base.routing import loose_path
from statuspage.ids import UID_LENGTH


def at(route: str, view: type[APIView]) -> list[URLPattern]:
    """The route with ids as `<uid:name>`; it answers with `.json` or a slash at its end just as well."""
    return loose_path(route, view, ids=f"[a-z0-9]{{{UID_LENGTH}}}", end=r"\.json|/")
