"""The database takes no other transform than those that there are; of old some rows said none."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from monitoring import services
from monitoring.models import Metric
from statuspage.models import Page
from tests.monitoring.making import BY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", ["", "median"])
def test_other_words_are_refused(page: Page, word: str) -> None:
    metric = services.metric_create(page=page, name="Load", by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Metric.objects.filter(pk=metric.pk).update(transform=word)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="there constraints can be left out for a while")
def test_rows_that_said_none_say_average(page: Page) -> None:
    metric = services.metric_create(page=page, name="Load", transform="sum", by=BY)
    old = services.metric_create(page=page, name="Old", by=BY)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        Metric.objects.filter(pk=old.pk).update(transform="")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    import_module("monitoring.migrations.0010_metric_transforms_said").say(apps, None)
    assert {row.name: row.transform for row in Metric.objects.all()} == {"Load": "sum", "Old": "average"}
    assert metric.transform == "sum"
