"""The status labels that new pages begin with, for pages that are there already and have none."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from statuspage.ids import new_uid

LABELS: tuple[dict[str, Any], ...] = (
    {
        "name": "Down",
        "slug": "down",
        "description": "The service does not work.",
        "level": "ERROR",
        "image": "cross-circle",
        "is_default": False,
    },
    {
        "name": "Up",
        "slug": "up",
        "description": "The service works as it should.",
        "level": "NORMAL",
        "image": "tick-circle",
        "is_default": True,
    },
    {
        "name": "Warning",
        "slug": "warning",
        "description": "The service works, but not as well as it should.",
        "level": "WARNING",
        "image": "exclamation",
        "is_default": False,
    },
)


def lay(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    pages = apps.get_model("statuspage", "Page").objects.filter(deleted_at__isnull=True, labels__isnull=True)
    label_class = apps.get_model("statuspage", "StatusLabel")
    for page in pages.only("pk").iterator():
        label_class.objects.bulk_create(
            [label_class(page=page, uid=new_uid(), **label) for label in LABELS]
        )


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0009_stored_statuses")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
