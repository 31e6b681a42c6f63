"""Where the door answers, at Statuspage's own paths."""

from django.urls import include, path

app_name = "statuspage"

urlpatterns = [
    path("v1/", include("api.statuspage.management.urls")),
    path("", include("api.statuspage.public.urls")),
    path("pages/<slug:ref>/", include("api.statuspage.public.urls")),
]
