from django.db import migrations, models

from statuspage.migrating import AddUniqueConcurrently, ReadForCheck


class Migration(migrations.Migration):

    # Each step alone, and each may be done again where it was broken off.
    atomic = False

    dependencies = [
        ('webhooks', '0005_removed_by_the_team'),
    ]

    operations = [
        ReadForCheck(model_name='delivery', name='delivery_kind_word'),
        AddUniqueConcurrently(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('audience', 'visitor'), ('audience_member__isnull', False), ('incident__isnull', True), models.Q(('state', 'unsubscribed'), _negated=True), models.Q(('address_key', ''), _negated=True)), fields=('audience_member', 'kind', 'address_key'), name='visitor_once_per_member'),
        ),
    ]
