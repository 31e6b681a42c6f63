"""Metrics from before there were providers get their page's own one when the database is migrated."""

from importlib import import_module

import pytest
from django.apps import apps

from monitoring import services
from monitoring.models import Metric, MetricsProvider
from statuspage.models import Page
from tests.monitoring.making import BY, NOW

pytestmark = pytest.mark.django_db


def test_each_page_gets_one_for_what_lives(page: Page, other_page: Page) -> None:
    old = [Metric.objects.create(page=page, name=name) for name in "AB"]
    deleted = Metric.objects.create(page=other_page, name="C", deleted_at=NOW)
    migration = import_module("monitoring.migrations.0008_own_providers")
    migration.provide(apps, None)
    migration.provide(apps, None)
    own = MetricsProvider.living.get()
    assert (own.page, own.kind) == (page, "self")
    assert {Metric.objects.get(pk=metric.pk).provider for metric in old} == {own}
    assert Metric.objects.get(pk=deleted.pk).provider is None
    assert services.metric_create(page=page, name="New", by=BY).provider == own
