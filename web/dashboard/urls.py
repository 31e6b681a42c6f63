"""The dashboard's addresses: each area has its own list, below a page or beside all of them."""

from django.urls import URLPattern, URLResolver, include, path

from web.dashboard import fresh, views
from web.dashboard.organization import views as organization_views

app_name = "dashboard"
of_a_page: list[URLPattern | URLResolver] = [
    path("", include("web.dashboard.overview.urls")),
    path("find/", include("web.dashboard.find.urls")),
    path("start/", include("web.dashboard.start.urls")),
    path("revision/", fresh.revision, name="revision"),
    path("incidents/", include("web.dashboard.incidents.urls")),
    path("components/", include("web.dashboard.components.urls")),
    path("maintenance/", include("web.dashboard.maintenance.urls")),
    path("checks/", include("web.dashboard.checks.urls")),
    path("deliveries/", include("web.dashboard.deliveries.urls")),
    path("metrics/", include("web.dashboard.metrics.urls")),
    path("subscribers/", include("web.dashboard.subscribers.urls")),
    path("audience/", include("web.dashboard.audience.urls")),
    path("viewers/", include("web.dashboard.viewers.urls")),
    path("settings/", include("web.dashboard.settings.urls")),
    path("organization/", include("web.dashboard.organization.urls")),
    path("team/", include("web.dashboard.team.urls")),
    path("keys/", include("web.dashboard.keys.urls")),
    path("access-log/", include("web.dashboard.access_log.urls")),
    path("journal/", include("web.dashboard.journal.urls")),
    path("", include("web.dashboard.endpoints.urls")),
]
"""Below `/dashboard/pages/<ref>/`."""
urlpatterns = [
    path("", views.home, name="home"),
    path("new-page/", organization_views.page_new, name="page-new"),
    path("account/", include("web.dashboard.profile.urls")),
    path("mail/", include("web.dashboard.mails.urls")),
    path("pages/<slug:ref>/", include(of_a_page)),
]
