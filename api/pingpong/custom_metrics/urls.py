"""Where custom metrics are."""

from django.urls import URLPattern

from api.pingpong.custom_metrics import views
from api.pingpong.routing import at

urlpatterns: list[URLPattern] = [
    *at("custom-metrics/data", views.DataPoints),
    *at("custom-metrics", views.CustomMetrics),
    *at("custom-metrics/<id:metric_id>", views.OneCustomMetric),
]
