from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def take_as_told(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What happened before anybody could ask to be told is told to nobody."""
    events = apps.get_model("statuspage", "Event").objects.using(schema_editor.connection.alias)
    events.filter(dispatched_at__isnull=True).update(dispatched_at=F("at"))


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0002_deliveries")]
    operations = [migrations.RunPython(take_as_told, migrations.RunPython.noop)]
