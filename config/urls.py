"""Which door answers which path; the order matters, and tests/config/test_urls.py holds it."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from api.native.urls import Unknown
from config.signing_in import oidc_callback

urlpatterns: list[URLPattern | URLResolver] = [
    # First, because nothing is asked for as often.
    path("ping/", include("api.healthchecks.pings.urls")),
    path("", include("ops.urls")),
    path("", include("web.public.urls")),
    path("admin/", include("api.stashboard.admin_urls")),
    path("admin/credentials", include("web.dashboard.credentials.urls")),
    path("admin/", admin.site.urls),
    path("accounts/oidc/callback/", oidc_callback),
    path("accounts/oidc/", include("web.public.oidc_urls")),
    path("accounts/", include("web.dashboard.accounts.urls")),
    path("dashboard/", include("web.dashboard.urls")),
    path("", include("api.healthchecks.urls")),
    path("", include("api.statuspage.urls")),
    path("", include("api.pingpong.urls")),
    path("", include("api.native.urls")),
    # After the native API: whatever below /api/v1/ is nobody else's is this door's to refuse.
    path("", include("api.stashboard.urls")),
    re_path(r"^api/", Unknown.as_view()),
]

handler400 = "config.answers.bad_request"
handler403 = "config.answers.forbidden"
handler404 = "config.answers.not_found"
handler500 = "config.answers.server_error"
