"""Where signing in elsewhere begins, the same for all pages, below `/accounts/oidc/`."""

from django.urls import path

from web.public import signing_in_elsewhere

urlpatterns = [
    path("begin/", signing_in_elsewhere.begin, name="oidc-begin"),
]
