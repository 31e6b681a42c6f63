"""The addresses of the credentials, below `/admin/credentials`, where Stashboard has them."""

from django.urls import path

from web.dashboard.credentials import views

app_name = "credentials"

urlpatterns = [
    path("", views.keys, name="keys"),
    path("/<slug:uid>", views.key, name="key"),
]
