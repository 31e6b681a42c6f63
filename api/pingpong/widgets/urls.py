"""Where widgets ask."""

from django.urls import URLPattern

from api.pingpong.routing import at
from api.pingpong.widgets import views

urlpatterns: list[URLPattern] = [
    *at("shields/status/<id:key>", views.ShieldsStatus),
    *at("shields/uptime/<id:key>", views.ShieldsUptime),
    *at("badge/status/<id:key>", views.BadgeStatus),
    *at("badge/uptime/<id:key>", views.BadgeUptime),
]
