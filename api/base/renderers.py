"""What answers are rendered to, and the choosing of it."""

from types import SimpleNamespace
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation


class HeaderNegotiation(DefaultContentNegotiation):
    """Chooses by `Accept` alone: no query parameter overrides it."""

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)
