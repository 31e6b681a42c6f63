"""Where the door answers, at Statuspage's own paths."""

from django.urls import include, path, re_path

app_name = "statuspage"

urlpatterns = [
    re_path(r"^v1(?=/|\Z)/?", include("api.statuspage.management.urls")),
    path("", include("api.statuspage.public.urls")),
    path("pages/<slug:ref>/", include("api.statuspage.public.urls")),
]
