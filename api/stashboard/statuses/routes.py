"""The paths of statuses and levels."""

from api.stashboard.routing import Route
from api.stashboard.statuses.views import Levels, Status, Statuses

routes: list[Route] = [("statuses", Statuses), ("statuses/<str:status>", Status), ("levels", Levels)]
