"""Metrics of before there was a choice have the transform that nothing said stood for."""

from typing import Any

from django.db import migrations


def say(apps: Any, _editor: Any) -> None:
    """Write down the average where nothing stands, so that the database may refuse everything else."""
    apps.get_model("monitoring", "Metric").objects.filter(transform="").update(transform="average")


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0009_fetching_attempts")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
