"""The paths of the door of Healthchecks, at the places where its clients look for them."""

from django.urls import URLPattern, URLResolver

app_name = "healthchecks"

urlpatterns: list[URLPattern | URLResolver] = []
