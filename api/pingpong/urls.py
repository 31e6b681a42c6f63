"""The paths of the door of PingPong; each area has its own below `rest/v1/`."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from api.pingpong.base import NothingHere
from api.pingpong.components import urls as components
from api.pingpong.custom_metrics import urls as custom_metrics
from api.pingpong.groups import urls as groups
from api.pingpong.incidents import urls as incidents
from api.pingpong.maintenance import urls as maintenance
from api.pingpong.metrics import urls as metrics
from api.pingpong.status import urls as status
from api.pingpong.updates import urls as updates
from api.pingpong.widgets import urls as widgets

app_name = "pingpong"

_AREAS: list[URLPattern] = [
    *status.urlpatterns,
    *components.urlpatterns,
    *groups.urlpatterns,
    *incidents.urlpatterns,
    *updates.urlpatterns,
    *maintenance.urlpatterns,
    *metrics.urlpatterns,
    *custom_metrics.urlpatterns,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("rest/v1/", include(_AREAS)),
    path("widget/", include(widgets.urlpatterns)),
    # Last of all: whatever else is below this door's own names is its to refuse.
    re_path(r"^(?:rest|widget)(?:/|\Z)", NothingHere.as_view()),
]
