
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0002_initial'),
        ('monitoring', '0004_flips_without_claim'),
        ('statuspage', '0001_initial'),
        ('webhooks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fan_out', serialize=False, to='statuspage.event')),
                ('cursor', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'fan-out under way',
                'verbose_name_plural': 'fan-outs under way',
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_type', models.CharField(default='application/json', max_length=100)),
                ('body', models.BinaryField(default=bytes)),
                ('message', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'Group'), ('digest', 'Digest')], max_length=6)),
                ('release_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'waiting event',
                'verbose_name_plural': 'waiting events',
            },
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_due',
        ),
        migrations.RemoveField(
            model_name='delivery',
            name='body',
        ),
        migrations.RemoveField(
            model_name='delivery',
            name='content_type',
        ),
        migrations.RemoveField(
            model_name='delivery',
            name='message',
        ),
        migrations.AddField(
            model_name='channelassignment',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channelassignment',
            name='problem_uid',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AddField(
            model_name='channelassignment',
            name='recent',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='channelassignment',
            name='remind_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channelassignment',
            name='told',
            field=models.CharField(choices=[('well', 'Well'), ('degraded', 'Degraded'), ('down', 'Down'), ('flapping', 'Flapping')], default='well', max_length=8),
        ),
        migrations.AddField(
            model_name='channelassignment',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='budget',
            field=models.PositiveSmallIntegerField(default=10),
        ),
        migrations.AddField(
            model_name='delivery',
            name='lane',
            field=models.CharField(choices=[('wire', 'HTTP'), ('mail', 'E-mail'), ('library', 'Library')], default='wire', max_length=8),
        ),
        migrations.AddField(
            model_name='delivery',
            name='page',
            field=models.ForeignKey(default=0, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='statuspage.page'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='subscription',
            name='address_host',
            field=models.CharField(blank=True, default='', max_length=253),
        ),
        migrations.AddField(
            model_name='subscription',
            name='contact_email',
            field=models.CharField(blank=True, default='', max_length=254),
        ),
        migrations.AddField(
            model_name='subscription',
            name='digest_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='delivery',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='webhooks.delivery'),
        ),
        migrations.AlterField(
            model_name='deliveryitem',
            name='delivery',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='webhooks.delivery'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='digest',
            field=models.CharField(blank=True, choices=[('daily', 'Once a day'), ('weekly', 'Once a week')], default='', max_length=8),
        ),
        migrations.AddIndex(
            model_name='channelassignment',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='assignment_due'),
        ),
        migrations.AddIndex(
            model_name='channelassignment',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='assignment_reminder_due'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['address_host', 'confirmation_sent_at'], name='subscription_by_host'),
        ),
        migrations.AddConstraint(
            model_name='channelassignment',
            constraint=models.CheckConstraint(condition=models.Q(('told__in', ['well', 'degraded', 'down', 'flapping'])), name='channel_assignment_told_word'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('audience', 'visitor'), ('audience_member__isnull', True), ('incident__isnull', True), models.Q(('state', 'unsubscribed'), _negated=True), models.Q(('address_key', ''), _negated=True), models.Q(('scope', 'incident'), _negated=True)), fields=('page', 'kind', 'address_key'), name='visitor_once_per_page'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('audience', 'visitor'), ('incident__isnull', False), models.Q(('state', 'unsubscribed'), _negated=True), models.Q(('address_key', ''), _negated=True)), fields=('incident', 'kind', 'address_key'), name='visitor_once_per_incident'),
        ),
        migrations.AddField(
            model_name='letter',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='statuspage.page'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='letter',
            field=models.ForeignKey(default=0, on_delete=django.db.models.deletion.RESTRICT, related_name='deliveries', to='webhooks.letter'),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ('pending', 'retrying'))), fields=['lane', 'subscription', 'next_attempt_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ('pending', 'retrying'))), fields=['lane', 'page', 'next_attempt_at'], name='delivery_due_of_page'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['page', '-id'], name='delivery_of_page'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['subscription', '-id'], name='delivery_of_subscription'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('lane__in', ['wire', 'mail', 'library'])), name='delivery_lane_word'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('tries__lte', models.F('budget'))), name='delivery_tries_in_budget'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('state__in', ('pending', 'retrying'))), ('state__in', ('delivered', 'parked', 'canceled')), _connector='OR'), name='delivery_open_has_next'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='statuspage.event'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='subscription',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='webhooks.subscription'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['created_at'], name='letter_by_age'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.UniqueConstraint(fields=('subscription', 'event'), name='waiting_once'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['group', 'digest'])), name='waiting_kind_word'),
        ),
    ]
