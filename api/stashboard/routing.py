"""Both mounts of every path."""

from collections.abc import Iterable

from django.urls import URLPattern, path

from api.stashboard.base import StashboardView

Route = tuple[str, type[StashboardView]]
"""A path behind the version, such as `services/<str:service>`, and its view."""


def mounted(routes: Iterable[Route], mount: str) -> list[URLPattern]:
    """The routes below `api/<version>/`; `mount` is what the addresses in answers begin with."""
    return [path(f"api/<str:version>/{route}", view.as_view(mount=mount)) for route, view in routes]
