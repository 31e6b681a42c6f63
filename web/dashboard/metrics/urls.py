from django.urls import path

from web.dashboard.metrics import one, providers, views

urlpatterns = [
    path("", views.metrics, name="metrics"),
    path("new/", one.metric_new, name="metric-new"),
    path("providers/new/", providers.provider_new, name="provider-new"),
    path("providers/<slug:uid>/", providers.provider, name="provider"),
    path("providers/<slug:uid>/delete/", providers.provider_end, name="provider-delete"),
    path("<slug:uid>/", one.metric, name="metric"),
    path("<slug:uid>/points/", one.metric_point, name="metric-point"),
    path("<slug:uid>/delete/", one.metric_end, name="metric-delete"),
]
