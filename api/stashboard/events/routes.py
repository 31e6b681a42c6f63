"""The paths of events."""

from api.stashboard.events.views import CurrentEvent, Event, Events
from api.stashboard.routing import Route

routes: list[Route] = [
    ("services/<str:service>/events", Events),
    ("services/<str:service>/events/current", CurrentEvent),
    ("services/<str:service>/events/<str:sid>", Event),
]
