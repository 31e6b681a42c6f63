"""What answers are rendered to, and the choosing of it."""

from types import SimpleNamespace
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class HeaderNegotiation(DefaultContentNegotiation):
    """Chooses by `Accept` alone: no query parameter overrides it."""

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)


class AlwaysJson(BaseContentNegotiation):
    """The first renderer, whatever `Accept` says."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return None

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type
