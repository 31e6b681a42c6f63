"""Where incidents are."""

from django.urls import URLPattern

from api.pingpong.incidents import views
from api.pingpong.routing import at

urlpatterns: list[URLPattern] = [
    *at("incidents", views.Incidents),
    *at("incidents/live", views.LiveIncidents),
    *at("incidents/ongoing", views.LiveIncidents),
    *at("incidents/<id:incident_id>", views.OneIncident),
]
