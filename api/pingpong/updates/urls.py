"""Where the updates of incidents are."""

from django.urls import URLPattern

from api.pingpong.routing import at
from api.pingpong.updates import views

_UPDATES = "incidents/<id:incident_id>/updates"

urlpatterns: list[URLPattern] = [
    *at(_UPDATES, views.Updates),
    *at(f"{_UPDATES}/<id:update_id>", views.OneUpdate),
]
