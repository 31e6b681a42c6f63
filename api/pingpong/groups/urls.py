"""Where groups are."""

from django.urls import URLPattern

from api.pingpong.groups import views
from api.pingpong.routing import at

urlpatterns: list[URLPattern] = [
    *at("component-groups", views.Groups),
    *at("component-groups/<id:group_id>", views.OneGroup),
]
