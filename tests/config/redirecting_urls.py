"""A single address, for tests of what happens before any view."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [path("", RedirectView.as_view(url="/elsewhere"))]
