from django.db import migrations, models
from django.db.models import F


def _close(apps, schema_editor):
    """Pages that are there already need not be led through their first steps."""
    apps.get_model("statuspage", "Page").objects.update(start_closed_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("statuspage", "0012_session_generation"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="start_closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(_close, migrations.RunPython.noop, elidable=True),
    ]
