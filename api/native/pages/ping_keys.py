"""`pages/{page}/ping-key/`: what jobs ping by, beside a slug."""

from typing import Any, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from api.native.resource import NativeView
from api.native.schema.describe import describe
from api.native.values import Url
from statuspage import links


class PingKeyAnswer(TypedDict):
    """A page's ping key. The slug of a heartbeat goes behind `ping_url`."""

    ping_key: str
    ping_url: Url


_EXAMPLE: dict[str, Any] = {
    "ping_key": "q7Tn2WcX0bLrZ5vKdYp9Ms",
    "ping_url": "https://status.acme.example/ping/q7Tn2WcX0bLrZ5vKdYp9Ms/",
}


class PagePingKey(NativeView):
    """The ping key of a page: for whoever may write checks, and need not read pages."""

    tag = "Pages"
    required_scope = {"GET": "checks:write"}

    @describe(
        "page_ping_key_get",
        "Read the ping key of a page",
        answer=PingKeyAnswer,
        example=_EXAMPLE,
        note="Heartbeats are pinged at `<ping_url><slug>`; knowing the address is the permission.",
    )
    def get(self, request: Request, page: str) -> Response:
        ping_key = self.get_page(page).ping_key
        return self.answer({"ping_key": ping_key, "ping_url": links.public_url(f"/ping/{ping_key}/")})
