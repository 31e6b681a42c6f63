"""The kinds of services that metrics are fetched from, and the words that other systems have for them."""

from __future__ import annotations

from monitoring.providers.base import Provider
from monitoring.providers.datadog import Datadog
from monitoring.providers.librato import Librato
from monitoring.providers.newrelic import NewRelic
from monitoring.providers.pingdom import Pingdom
from monitoring.providers.prometheus import Prometheus
from monitoring.vocabulary import ProviderKind

PROVIDERS: dict[str, Provider] = {
    provider.kind: provider for provider in (Datadog(), NewRelic(), Pingdom(), Librato(), Prometheus())
}
"""By kind; of `self` nothing is fetched."""

WORDS: dict[str, str] = {
    "Pingdom": ProviderKind.PINGDOM,
    "NewRelic": ProviderKind.NEWRELIC,
    "Librato": ProviderKind.LIBRATO,
    "Datadog": ProviderKind.DATADOG,
    "Self": ProviderKind.SELF,
    "Prometheus": ProviderKind.PROMETHEUS,
}
"""Kinds by the words of Statuspage's API."""
