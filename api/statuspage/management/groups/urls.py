"""Where component groups are."""

from django.urls import URLPattern

from api.statuspage.management.groups import views
from api.statuspage.management.routing import at

_GROUPS = "pages/<uid:page_id>/component-groups"
_ONE = f"{_GROUPS}/<uid:id>"

urlpatterns: list[URLPattern] = [
    *at(_GROUPS, views.Groups),
    *at(_ONE, views.OneGroup),
    *at(f"{_ONE}/uptime", views.GroupUptime),
]
