"""The paths of the project, before them one of the door of Stashboard that tells what its views see."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from rest_framework.response import Response

from api.stashboard.base import ADMIN, PUBLIC, StashboardView
from api.stashboard.routing import mounted


class Echo(StashboardView):
    """What handlers find in `self`."""

    def get(self, request: HttpRequest, name: str) -> Response:
        return self.told(name)

    def post(self, request: HttpRequest, name: str) -> Response:
        return self.told(name)

    def told(self, name: str) -> Response:
        return Response(
            {
                "page": self.page.slug,
                "url": self.absolute(f"/echo/{name}"),
                "image": self.site_address("/images/x.svg"),
                "key": self.has_key,
                "fields": dict(self.fields),
            }
        )


ROUTES = [("echo/<str:name>", Echo)]

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(mounted(ROUTES, ADMIN))),
    path("", include(mounted(ROUTES, PUBLIC))),
    path("", include("config.urls")),
]
