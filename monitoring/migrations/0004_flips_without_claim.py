
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0003_region_was_degraded'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='flip',
            name='flip_unclaimed',
        ),
        migrations.RemoveField(
            model_name='flip',
            name='claimed_at',
        ),
    ]
