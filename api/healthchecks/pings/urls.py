"""The addresses of pings. Whatever else is asked below `/ping/` is told `not found`, like an unknown code."""

from django.urls import path, re_path

from api.healthchecks.pings import views

urlpatterns = [
    path("<uuid:code>", views.ping_by_code),
    path("<uuid:code>/", views.ping_by_code),
    path("<uuid:code>/<str:word>", views.ping_by_code),
    path("<str:ping_key>/<str:slug>", views.ping_by_slug),
    path("<str:ping_key>/<str:slug>/<str:word>", views.ping_by_slug),
    re_path("", views.unknown),
]
