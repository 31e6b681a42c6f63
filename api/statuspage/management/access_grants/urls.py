"""Where a component's viewers are."""

from django.urls import URLPattern

from api.statuspage.management.access_grants import views
from api.statuspage.management.routing import at

_COMPONENT = "pages/<uid:page_id>/components/<uid:component_id>"

urlpatterns: list[URLPattern] = [
    *at(f"{_COMPONENT}/page_access_users", views.ComponentMembers),
    *at(f"{_COMPONENT}/page_access_groups", views.ComponentGroups),
]
