"""What a metric's transform means for its chart, and when the roll-up that somebody chose stays."""

from typing import Any

import pytest

from monitoring import services
from monitoring.models import Metric, MetricsProvider
from statuspage.models import Page
from tests.monitoring.making import BY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def prometheus(page: Page) -> MetricsProvider:
    return services.provider_create(
        page=page, kind="prometheus", base_url="https://prometheus.example", by=BY, now=NOW
    )


def changed(metric: Metric, **changes: Any) -> str:
    return services.metric_update(metric=metric, changes=changes, by=BY).rollup


@pytest.mark.parametrize(
    ("transform", "own", "fetched"),
    [
        ("average", "mean", "mean"),
        ("sum", "sum", "sum"),
        ("count", "count", "sum"),
        ("max", "max", "max"),
        ("min", "min", "min"),
    ],
)
def test_the_chart_follows_the_transform(
    page: Page, prometheus: MetricsProvider, transform: str, own: str, fetched: str
) -> None:
    settings: dict[str, Any] = {"page": page, "name": "Load", "identifier": "up", "by": BY}
    sent = services.metric_create(transform=transform, **settings)
    asked = services.metric_create(transform=transform, provider=prometheus, **settings)
    assert (sent.rollup, asked.rollup) == (own, fetched)
    plain = services.metric_create(page=page, name="Plain", by=BY)
    assert changed(plain, transform=transform) == own


def test_a_chosen_rollup_stays(page: Page) -> None:
    chosen = services.metric_create(page=page, name="Load", rollup="mean_rounded", transform="sum", by=BY)
    assert chosen.rollup == "mean_rounded"
    assert changed(chosen, transform="max") == "mean_rounded"
    follows = services.metric_create(page=page, name="Load", by=BY)
    assert changed(follows, rollup="min") == "min"
    assert changed(follows, transform="average") == "min"
    assert changed(follows, transform="sum", rollup="max") == "max"
    assert changed(follows, transform="min") == "max"
