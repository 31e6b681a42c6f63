"""Where maintenance is."""

from django.urls import URLPattern

from api.pingpong.maintenance import views
from api.pingpong.routing import at

urlpatterns: list[URLPattern] = [
    *at("maintenance", views.Maintenance),
    *at("maintenances", views.Maintenance),
    *at("maintenance/<id:maintenance_id>", views.OneMaintenance),
    *at("maintenances/<id:maintenance_id>", views.OneMaintenance),
]
