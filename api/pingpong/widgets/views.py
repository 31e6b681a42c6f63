"""`widget/...`: how a page or a component is, for badges on other sites.

The key in the path is the permission (see `statuspage.widget_keys`), so no other is asked for. A widget tells
one word or one number and is the same for everybody who asks.
"""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import throttling
from api.base.addresses import client_address
from api.base.faults import not_found
from api.pingpong.base import PingPongView
from api.pingpong.status.phrases import phrase_of_page
from api.pingpong.vocabulary import GRAY, GREEN, ORANGE, RED, STATUS_COLORS
from apikeys import limits
from statuspage.models import Component, Page
from statuspage.selectors import components_of_page, uptime_together, widget_shown
from statuspage.status import Status
from statuspage.widget_keys import KEY_FORM

MAX_AGE_SECONDS = 60
UPTIME_DAYS = 30
UNKNOWN = "Unknown"
# Shields.io knows these four words for a status and refuses all others, so finer ones are told by colour.
_WORDS = {GREEN: "Operational", ORANGE: "Major issues", RED: "Critical state", GRAY: "Maintenance mode"}
_BADGES = {
    "Operational": ("up", "brightgreen"),
    "Major issues": ("issues", "orange"),
    "Critical state": ("down", "red"),
    "Maintenance mode": ("maintenance", "lightgrey"),
    UNKNOWN: ("unknown", "lightgrey"),
}
_UPTIME_COLORS = ((99.9, "brightgreen"), (99.0, "green"), (95.0, "yellow"), (0.0, "red"))


class WidgetView(PingPongView):
    """A path with the key of a widget."""

    id_form = KEY_FORM

    def answered(self, body: dict[str, Any]) -> Response:
        """The answer, which caches may keep for a minute."""
        return Response(body, headers={"Cache-Control": f"public, max-age={MAX_AGE_SECONDS}"})

    def shown_at(self, key: str) -> Page | Component:
        """What the key was made for; else 404."""
        shown = widget_shown(key)
        if shown is None:
            raise not_found()
        return shown

    def word_at(self, key: str) -> str:
        """The status that Shields.io knows for what the key shows."""
        shown = self.shown_at(key)
        if isinstance(shown, Page):
            return _WORDS[phrase_of_page(shown)[1]]
        return UNKNOWN if shown.status == Status.UNKNOWN else _WORDS[STATUS_COLORS[shown.status]]

    def uptime_at(self, key: str) -> float | None:
        """The uptime of the last 30 days; of a page, that of all that it shows taken together."""
        shown = self.shown_at(key)
        page, components = (
            (shown, list(components_of_page(shown, visible_only=True)))
            if isinstance(shown, Page)
            else (shown.page, [shown])
        )
        return uptime_together(components, page=page, days=UPTIME_DAYS, now=self.now)

    def get_authenticators(self) -> list[BaseAuthentication]:
        return []

    def _is_open(self) -> bool:
        return True

    def _throttle(self) -> None:
        self.usage = limits.address_usage(client_address(self.request._request), group="badge")
        if self.usage.exceeded:
            raise throttling.too_many(self.usage)


class ShieldsStatus(WidgetView):
    """`shields/status/<key>`."""

    def get(self, request: Request, key: str) -> Response:
        """One of the four words."""
        return self.answered({"status": self.word_at(key)})


class ShieldsUptime(WidgetView):
    """`shields/uptime/<key>`."""

    def get(self, request: Request, key: str) -> Response:
        """From 0 to 100; null where nothing was measured."""
        return self.answered({"uptime": self.uptime_at(key)})


class BadgeStatus(WidgetView):
    """`badge/status/<key>`."""

    def get(self, request: Request, key: str) -> Response:
        """What a badge says, and its colour."""
        message, color = _BADGES[self.word_at(key)]
        return self.answered({"message": message, "color": color})


class BadgeUptime(WidgetView):
    """`badge/uptime/<key>`."""

    def get(self, request: Request, key: str) -> Response:
        """What a badge says, and its colour."""
        uptime = self.uptime_at(key)
        if uptime is None:
            return self.answered({"message": "no data", "color": "lightgrey"})
        color = next(color for least, color in _UPTIME_COLORS if uptime >= least)
        return self.answered({"message": f"{uptime:g}%", "color": color})
