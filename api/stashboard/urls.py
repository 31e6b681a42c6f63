"""The public paths of the door of Stashboard, and all of `/api/v1/` that no other door has."""

from django.urls import URLPattern, URLResolver, path, re_path

from api.stashboard.areas import ROUTES
from api.stashboard.base import PUBLIC, NothingHere
from api.stashboard.feed import Feed
from api.stashboard.images.routes import pictures
from api.stashboard.routing import mounted

app_name = "stashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    *mounted(ROUTES, PUBLIC),
    *pictures,
    path("rss", Feed.as_view(mount=PUBLIC)),
    re_path(r"^api/v1(?:/|\Z)", NothingHere.as_view(mount=PUBLIC)),
]
