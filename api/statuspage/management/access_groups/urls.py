"""Where groups of a page's viewers are."""

from django.urls import URLPattern

from api.statuspage.management.access_groups import views
from api.statuspage.management.routing import at

_GROUPS = "pages/<uid:page_id>/page_access_groups"
_ONE = f"{_GROUPS}/<uid:page_access_group_id>"

urlpatterns: list[URLPattern] = [
    *at(_GROUPS, views.Groups),
    *at(_ONE, views.OneGroup),
    *at(f"{_ONE}/components", views.GroupComponents),
    *at(f"{_ONE}/components/<uid:component_id>", views.GroupComponent),
]
