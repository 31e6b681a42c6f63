"""The paths of services."""

from api.stashboard.routing import Route
from api.stashboard.services.views import Service, Services

routes: list[Route] = [("services", Services), ("services/<str:service>", Service)]
