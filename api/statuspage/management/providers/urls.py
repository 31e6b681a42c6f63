"""Where metrics providers are."""

from django.urls import URLPattern

from api.statuspage.management.providers import views
from api.statuspage.management.routing import at

_PROVIDERS = "pages/<uid:page_id>/metrics_providers"
_ONE = f"{_PROVIDERS}/<uid:metrics_provider_id>"

urlpatterns: list[URLPattern] = [
    *at(_PROVIDERS, views.Providers),
    *at(_ONE, views.OneProvider),
    *at(f"{_ONE}/metrics", views.MetricsOfProvider),
]
