"""Services that metrics are fetched from: how each is asked, and what its answers mean."""

from .base import Access, Away, Limited, Pace, Point, Provider, ProviderProblem, Query, Refused, Wrong
from .client import Client
from .registry import PROVIDERS, WORDS

__all__ = [
    "PROVIDERS",
    "WORDS",
    "Access",
    "Away",
    "Client",
    "Limited",
    "Pace",
    "Point",
    "Provider",
    "ProviderProblem",
    "Query",
    "Refused",
    "Wrong",
]
