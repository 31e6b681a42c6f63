"""Where metrics and their points are."""

from django.urls import URLPattern

from api.statuspage.management.metrics import views
from api.statuspage.management.routing import at

_METRICS = "pages/<uid:page_id>/metrics"
_ONE = f"{_METRICS}/<uid:metric_id>"

urlpatterns: list[URLPattern] = [
    *at(_METRICS, views.Metrics),
    *at(f"{_METRICS}/data", views.PointsOfMetrics),
    *at(_ONE, views.OneMetric),
    *at(f"{_ONE}/data", views.PointsOfMetric),
]
