"""The paths of the list of images, and of the pictures."""

from django.urls import URLPattern, path

from api.stashboard.images.pictures import picture
from api.stashboard.images.views import StatusImages
from api.stashboard.routing import Route
from statuspage.icons import ICON_SET

routes: list[Route] = [("status-images", StatusImages)]

pictures: list[URLPattern] = [
    path(f"images/icons/{ICON_SET}/<str:file>", picture),
    path("images/status/<str:file>", picture),
]
"""Where the code of the original has them, and where its documentation does."""
