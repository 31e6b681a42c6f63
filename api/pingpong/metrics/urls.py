"""Where metrics are."""

from django.urls import URLPattern

from api.pingpong.metrics import views
from api.pingpong.routing import at

urlpatterns: list[URLPattern] = [
    *at("metrics", views.Metrics),
    *at("metrics/<id:metric_id>", views.OneMetric),
]
