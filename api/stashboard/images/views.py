"""The list of images (contract, section 5)."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.stashboard.base import StashboardView
from api.stashboard.shapes import image_object
from statuspage.icons import ICONS


class StatusImages(StashboardView):
    """The images that statuses can have."""

    has_page = False

    def get(self, request: Request) -> Response:
        return Response({"images": [image_object(name, self) for name in ICONS]})
