"""What metrics providers look like."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from monitoring.models import MetricsProvider
from monitoring.providers import PROVIDERS, WORDS
from statuspage.clock import iso_milliseconds

_WORDS = {kind: word for word, kind in WORDS.items()}


def providers_shape(providers: Sequence[MetricsProvider]) -> list[dict[str, Any]]:
    """Providers in the order given; at most one query, for their page."""
    prefetch_related_objects(list(providers), "page")
    return [provider_shape(provider) for provider in providers]


def provider_shape(provider: MetricsProvider) -> dict[str, Any]:
    """A provider without its credentials; the address is the service's own where none was given."""
    kind = PROVIDERS.get(provider.kind)
    seen = provider.last_revalidated_at
    return {
        "id": provider.uid,
        "type": _WORDS[provider.kind],
        "disabled": provider.disabled,
        "metric_base_uri": provider.base_url or (kind.default_base if kind is not None else "") or None,
        "last_revalidated_at": None if seen is None else iso_milliseconds(seen),
        "created_at": iso_milliseconds(provider.created_at),
        "updated_at": iso_milliseconds(provider.updated_at),
        "page_id": provider.page.uid,
    }
