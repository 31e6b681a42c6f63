"""Metrics providers as doors list them, and those whose metrics are due to be fetched."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.models import Metric, MetricsProvider
from monitoring.selectors.metrics import metrics_of_page
from monitoring.vocabulary import MetricSource, ProviderKind
from statuspage.exceptions import NotFound
from statuspage.models import Page


def providers_of_page(page: Page) -> QuerySet[MetricsProvider]:
    """The living providers, the oldest first."""
    return MetricsProvider.living.filter(page=page).select_related("page").order_by("pk")


def provider_get(page: Page, uid: str) -> MetricsProvider:
    """A living provider of the page; raises NotFound."""
    found = providers_of_page(page).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such metrics provider."))
    return found


def metrics_of_provider(provider: MetricsProvider) -> QuerySet[Metric]:
    """The living metrics of a provider, in the order of the page."""
    return metrics_of_page(provider.page).filter(provider=provider)


def providers_due(*, now: datetime | None = None) -> QuerySet[MetricsProvider]:
    """Those of which something should be fetched and that nobody is fetching from, the latest first."""
    now = now or timezone.now()
    metrics = Metric.living.filter(provider=OuterRef("pk"), source=MetricSource.PROVIDER)
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return (
        MetricsProvider.living.filter(free, Exists(metrics), next_fetch_at__lte=now, disabled=False)
        .filter(page__deleted_at__isnull=True)
        .exclude(kind=ProviderKind.SELF)
        .order_by("next_fetch_at", "pk")
    )
