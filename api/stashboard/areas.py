"""Every path of the door, once; each area says what it has."""

from api.stashboard.events.routes import routes as events
from api.stashboard.images.routes import routes as images
from api.stashboard.lists.routes import routes as lists
from api.stashboard.routing import Route
from api.stashboard.services.routes import routes as services
from api.stashboard.statuses.routes import routes as statuses

ROUTES: list[Route] = [*services, *events, *lists, *statuses, *images]
