"""The list of badges."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView
from monitoring.selectors import heartbeat_tags
from statuspage import links
from statuspage.badge_signing import EVERYTHING

FORMATS = ("svg", "json", "shields")


class BadgeList(HealthchecksView):
    """The addresses of a badge for each tag, and under `*` of those for all checks."""

    readable = True

    def get(self, request: Request) -> Response:
        page = self.get_project()
        addresses = {
            tag: {
                f"{fmt}{ending}": links.tag_badge_url(page, tag, fmt=fmt, states=states)
                for fmt in FORMATS
                for ending, states in (("", 2), ("3", 3))
            }
            for tag in (*heartbeat_tags(page), EVERYTHING)
        }
        return Response({"badges": addresses})
