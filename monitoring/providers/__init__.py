"""Services that metrics are fetched from: how each is asked, and what its answers mean."""

from .base import (
    Access,
    Away,
    Declined,
    Limited,
    Pace,
    Point,
    Provider,
    ProviderProblem,
    Query,
    Refused,
    Stopped,
    Wrong,
)
from .client import Client
from .registry import PROVIDERS, WORDS

__all__ = [
    "PROVIDERS",
    "WORDS",
    "Access",
    "Away",
    "Client",
    "Declined",
    "Limited",
    "Pace",
    "Point",
    "Provider",
    "ProviderProblem",
    "Query",
    "Refused",
    "Stopped",
    "Wrong",
]
