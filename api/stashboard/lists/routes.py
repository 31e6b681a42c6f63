"""The paths of service lists."""

from api.stashboard.lists.views import ServiceList, ServiceLists
from api.stashboard.routing import Route

routes: list[Route] = [("service-lists", ServiceLists), ("service-lists/<str:listed>", ServiceList)]
