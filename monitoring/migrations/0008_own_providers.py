"""Metrics that take points by API belong to their page's own provider."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef

from statuspage.ids import new_uid


def provide(apps: Any, _editor: Any) -> None:
    """Give each page that has such metrics the provider that new ones would bring with them."""
    metrics = apps.get_model("monitoring", "Metric").objects
    providers = apps.get_model("monitoring", "MetricsProvider").objects
    orphans = metrics.filter(source="custom", provider=None, deleted_at=None)
    pages = apps.get_model("statuspage", "Page").objects
    for page in pages.filter(Exists(orphans.filter(page=OuterRef("pk")))).iterator():
        own = providers.create(uid=new_uid(), page=page, kind="self")
        orphans.filter(page=page).update(provider=own)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0007_providers")]

    operations = [migrations.RunPython(provide, migrations.RunPython.noop)]
