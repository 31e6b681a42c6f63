"""Where components are."""

from django.urls import URLPattern

from api.statuspage.management.components import views
from api.statuspage.management.routing import at

_COMPONENTS = "pages/<uid:page_id>/components"
_ONE = f"{_COMPONENTS}/<uid:component_id>"

urlpatterns: list[URLPattern] = [
    *at(_COMPONENTS, views.Components),
    *at(_ONE, views.OneComponent),
    *at(f"{_ONE}/uptime", views.ComponentUptime),
]
