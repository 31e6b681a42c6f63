"""Where the page as a whole is."""

from django.urls import URLPattern

from api.pingpong.routing import at
from api.pingpong.status import views

urlpatterns: list[URLPattern] = [
    *at("status", views.PageStatus),
    *at("live", views.Live),
]
