"""The paths of the door of Stashboard below `/admin/`, which come before those of the operators' admin."""

from django.urls import URLPattern, URLResolver, re_path

from api.stashboard.areas import ROUTES
from api.stashboard.base import ADMIN, NothingHere
from api.stashboard.routing import mounted

app_name = "stashboard_admin"

urlpatterns: list[URLPattern | URLResolver] = [
    *mounted(ROUTES, ADMIN),
    re_path(r"^api(?:/|\Z)", NothingHere.as_view(mount=ADMIN)),
]
