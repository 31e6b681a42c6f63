"""The list of channels, which checks name when they are assigned."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView
from webhooks.selectors.channels import channels_living

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
        channels = channels_living().filter(page=self.get_project()).order_by("name", "pk")
        rows = channels.values_list("code", "name", "kind")
        return Response(
            {
                "channels": [
                    {"id": str(code), "name": name, "kind": WORDS.get(kind, kind)}
                    for code, name, kind in rows
                ]
            }
        )
