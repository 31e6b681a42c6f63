"""The paths of the door of Healthchecks, at the places where its clients look for them."""

from django.urls import URLPattern, URLResolver, include, path

from api.healthchecks.base import unslashed
from api.healthchecks.checks import views as checks

app_name = "healthchecks"

_API = "api/<hcversion:version>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ping/", include("api.healthchecks.pings.urls")),
    path(f"{_API}checks/", checks.CheckList.as_view(), name="checks"),
    unslashed("checks"),
]
