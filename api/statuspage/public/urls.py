"""The public documents: at a page's own host, and below `/pages/<slug>/` for every page."""

from django.urls import path

from api.statuspage.public import metrics, views

urlpatterns = [
    path("api/v2/summary.json", views.summary),
    path("api/v2/status.json", views.status),
    path("api/v2/components.json", views.components),
    path("api/v2/incidents.json", views.incidents),
    path("api/v2/incidents/unresolved.json", views.incidents_unresolved),
    path("api/v2/incidents/<slug:uid>.json", views.incident_with_page),
    path("api/v2/scheduled-maintenances.json", views.maintenances),
    path("api/v2/scheduled-maintenances/upcoming.json", views.maintenances_upcoming),
    path("api/v2/scheduled-maintenances/active.json", views.maintenances_active),
    path("api/v2/<path:name>.json", views.nothing),
    path("metrics-display/<slug:uid>/<slug:word>.json", metrics.metric_display),
    path("incidents/<slug:uid>.json", views.incident),
    path("maintenances/<slug:uid>.json", views.maintenance),
]
