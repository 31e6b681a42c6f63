"""Which door answers which path; the order matters, and tests/config/test_urls.py holds it."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # First, because nothing is asked for as often.
    path("ping/", include("api.healthchecks.pings.urls")),
    path("", include("ops.urls")),
    path("", include("web.public.urls")),
    path("admin/", admin.site.urls),
    path("accounts/oidc/", include("web.public.oidc_urls")),
    path("accounts/", include("web.dashboard.accounts.urls")),
    path("dashboard/", include("web.dashboard.urls")),
    path("", include("api.healthchecks.urls")),
    path("", include("api.statuspage.urls")),
    path("", include("api.native.urls")),
]

handler400 = "config.answers.bad_request"
handler403 = "config.answers.forbidden"
handler404 = "config.answers.not_found"
handler500 = "config.answers.server_error"
