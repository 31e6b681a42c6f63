"""The list of channels, which checks name when they are assigned."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView
from webhooks.selectors.channels import channels_named_on

WORDS = {
    "job_webhook": "webhook",
    "teams": "msteamsw",
    "pagerduty": "pd",
    "pushover": "po",
}
"""Kinds of channels that Healthchecks calls by another word."""


class ChannelList(HealthchecksView):
    """The alert channels of the page: for keys that may write, since they alone can assign them."""

    def get(self, request: Request) -> Response:
        rows = channels_named_on(self.get_project())
        return Response(
            {
                "channels": [
                    {"id": str(code), "name": name, "kind": WORDS.get(kind, kind)}
                    for code, name, kind in rows
                ]
            }
        )
