"""Where components are."""

from django.urls import URLPattern

from api.pingpong.components import views
from api.pingpong.routing import at

urlpatterns: list[URLPattern] = [
    *at("components", views.Components),
    *at("components/<id:component_id>", views.OneComponent),
    *at("components/<id:component_id>/status", views.ComponentStatus),
]
