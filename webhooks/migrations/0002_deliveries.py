import django.db.models.deletion
import django.utils.timezone
import statuspage.ids
import uuid
import webhooks.models.subscriptions
from django.db import migrations, models
from django.db.models import F


def take_as_told(apps, schema_editor):
    """What happened before anybody could ask to be told is told to nobody."""
    events = apps.get_model("statuspage", "Event").objects.using(schema_editor.connection.alias)
    events.filter(dispatched_at__isnull=True).update(dispatched_at=F("at"))


class Migration(migrations.Migration):

    dependencies = [
        ('statuspage', '0001_initial'),
        ('incidents', '0002_initial'),
        ('monitoring', '0004_shared_incidents'),
        ('webhooks', '0001_initial'),
    ]

    operations = [
        # Nothing was ever written to these tables before: nobody could ask to be told.
        migrations.DeleteModel("Attempt"),
        migrations.DeleteModel("DeliveryItem"),
        migrations.DeleteModel("Delivery"),
        migrations.DeleteModel("ChannelAssignment"),
        migrations.DeleteModel("Subscription"),
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fan_out', serialize=False, to='statuspage.event')),
                ('cursor', models.PositiveBigIntegerField(default=0)),
                ('turns', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, default='', max_length=500)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('alerts_done', models.BooleanField(default=False)),
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
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='statuspage.page')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'indexes': [models.Index(fields=['created_at'], name='letter_by_age')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=statuspage.ids.new_uid, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('audience', models.CharField(choices=[('visitor', 'Visitor'), ('channel', 'Alert channel'), ('machine', 'Webhook endpoint')], max_length=8)),
                ('kind', models.CharField(max_length=32)),
                ('name', models.CharField(blank=True, default='', max_length=255)),
                ('description', models.TextField(blank=True, default='')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('address', models.CharField(blank=True, default='', max_length=2000)),
                ('address_key', models.CharField(blank=True, default='', max_length=64)),
                ('address_host', models.CharField(blank=True, default='', max_length=253)),
                ('contact_email', models.CharField(blank=True, default='', max_length=254)),
                ('config', models.JSONField(blank=True, default=dict)),
                ('secrets', models.TextField(blank=True, default='', editable=False)),
                ('previous_secret', models.TextField(blank=True, default='', editable=False)),
                ('previous_secret_until', models.DateTimeField(blank=True, null=True)),
                ('headers', models.JSONField(blank=True, default=dict)),
                ('format', models.CharField(choices=[('standard', 'Standard Webhooks'), ('statuspage', 'Atlassian Statuspage')], default='standard', max_length=10)),
                ('events', models.JSONField(blank=True, default=webhooks.models.subscriptions.all_events)),
                ('scope', models.CharField(choices=[('page', 'Whole page'), ('components', 'Some components'), ('incident', 'One incident')], default='page', max_length=10)),
                ('language', models.CharField(default='en', max_length=16)),
                ('digest', models.CharField(blank=True, choices=[('daily', 'Once a day'), ('weekly', 'Once a week')], default='', max_length=8)),
                ('digest_at', models.DateTimeField(blank=True, null=True)),
                ('phone_country', models.CharField(blank=True, default='', max_length=2)),
                ('enabled', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('unconfirmed', 'Unconfirmed'), ('active', 'Active'), ('quarantined', 'Quarantined'), ('unsubscribed', 'Unsubscribed')], default='unconfirmed', max_length=12)),
                ('skip_confirmation', models.BooleanField(default=False)),
                ('confirmation_sent_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('quarantined_at', models.DateTimeField(blank=True, null=True)),
                ('purge_at', models.DateTimeField(blank=True, null=True)),
                ('unsubscribed_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('disabled_reason', models.CharField(blank=True, default='', max_length=255)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('last_delivered_at', models.DateTimeField(blank=True, null=True)),
                ('actor_label', models.CharField(blank=True, default='', max_length=255)),
                ('audience_member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='statuspage.audiencemember')),
                ('components', models.ManyToManyField(blank=True, related_name='subscriptions', to='statuspage.component')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='incidents.incident')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='statuspage.page')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'indexes': [models.Index(fields=['page', 'audience', 'state'], name='subscription_of_page'), models.Index(fields=['page', 'kind', 'address_key'], name='subscription_by_address'), models.Index(fields=['address_host', 'confirmation_sent_at'], name='subscription_by_host')],
                'constraints': [models.CheckConstraint(condition=models.Q(('audience__in', ['visitor', 'channel', 'machine'])), name='subscription_audience_word'), models.CheckConstraint(condition=models.Q(('scope__in', ['page', 'components', 'incident'])), name='subscription_scope_word'), models.CheckConstraint(condition=models.Q(('state__in', ['unconfirmed', 'active', 'quarantined', 'unsubscribed'])), name='subscription_state_word'), models.CheckConstraint(condition=models.Q(('format__in', ['standard', 'statuspage'])), name='subscription_format_word'), models.CheckConstraint(condition=models.Q(('scope', 'incident'), ('incident__isnull', True), _connector='OR'), name='subscription_incident_of_its_scope'), models.UniqueConstraint(condition=models.Q(('audience', 'visitor'), ('audience_member__isnull', True), ('incident__isnull', True), models.Q(('state', 'unsubscribed'), _negated=True), models.Q(('address_key', ''), _negated=True), models.Q(('scope', 'incident'), _negated=True)), fields=('page', 'kind', 'address_key'), name='visitor_once_per_page'), models.UniqueConstraint(condition=models.Q(('audience', 'visitor'), ('incident__isnull', False), models.Q(('state', 'unsubscribed'), _negated=True), models.Q(('address_key', ''), _negated=True)), fields=('incident', 'kind', 'address_key'), name='visitor_once_per_incident')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=statuspage.ids.new_uid, editable=False, max_length=12, unique=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('event', 'Event'), ('digest', 'Digest'), ('group', 'Group'), ('reminder', 'Reminder'), ('confirmation', 'Confirmation'), ('test', 'Test')], default='event', max_length=12)),
                ('lane', models.CharField(choices=[('wire', 'HTTP'), ('mail', 'E-mail'), ('library', 'Library')], default='wire', max_length=8)),
                ('dedupe_key', models.CharField(max_length=100)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('subject_uid', models.CharField(blank=True, default='', max_length=12)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('retrying', 'Retrying'), ('delivered', 'Delivered'), ('parked', 'Parked'), ('canceled', 'Canceled')], default='pending', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('budget', models.PositiveSmallIntegerField(default=10)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='statuspage.page')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='deliveries', to='webhooks.letter')),
                ('subscription', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.subscription')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['lane', 'subscription', 'next_attempt_at'], name='delivery_due'), models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['lane', 'page', 'next_attempt_at'], name='delivery_due_of_page'), models.Index(fields=['page', '-id'], name='delivery_of_page'), models.Index(fields=['subscription', '-id'], name='delivery_of_subscription'), models.Index(fields=['created_at'], name='delivery_by_age')],
                'constraints': [models.UniqueConstraint(fields=('subscription', 'dedupe_key'), name='delivery_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['event', 'digest', 'group', 'reminder', 'confirmation', 'test'])), name='delivery_kind_word'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'retrying', 'delivered', 'parked', 'canceled'])), name='delivery_state_word'), models.CheckConstraint(condition=models.Q(('lane__in', ['wire', 'mail', 'library'])), name='delivery_lane_word'), models.CheckConstraint(condition=models.Q(('tries__lte', models.F('budget'))), name='delivery_tries_in_budget'), models.CheckConstraint(condition=models.Q(models.Q(('next_attempt_at__isnull', False), ('state__in', ('pending', 'retrying'))), models.Q(('next_attempt_at__isnull', True), ('state__in', ('delivered', 'parked', 'canceled'))), _connector='OR'), name='delivery_open_has_next')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='webhooks.delivery')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delivery_items', to='statuspage.event')),
            ],
            options={
                'verbose_name': 'event of a delivery',
                'verbose_name_plural': 'events of deliveries',
                'constraints': [models.UniqueConstraint(fields=('delivery', 'event'), name='delivery_item_once')],
            },
        ),
        migrations.CreateModel(
            name='OwnerNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('parked', 'A delivery was given up'), ('disabled', 'It was disabled')], max_length=8)),
                ('since', models.DateTimeField()),
                ('error', models.CharField(blank=True, default='', max_length=500)),
                ('created_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='webhooks.subscription')),
            ],
            options={
                'verbose_name': 'notice to owners',
                'verbose_name_plural': 'notices to owners',
                'indexes': [models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['next_attempt_at'], name='owner_notice_due')],
                'constraints': [models.UniqueConstraint(fields=('subscription', 'kind', 'since'), name='owner_notice_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['parked', 'disabled'])), name='owner_notice_kind_word')],
            },
        ),
        migrations.CreateModel(
            name='ChannelAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told', models.CharField(choices=[('well', 'Well'), ('degraded', 'Degraded'), ('down', 'Down'), ('flapping', 'Flapping')], default='well', max_length=8)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('problem_uid', models.CharField(blank=True, default='', max_length=12)),
                ('said', models.JSONField(blank=True, default=list)),
                ('recent', models.JSONField(blank=True, default=list)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('saying', models.CharField(blank=True, choices=[('failure', 'It fails'), ('worse', 'It got worse'), ('flapping', 'It goes up and down'), ('still', 'It has been calm, but fails'), ('reminder', 'It still fails'), ('recovered', 'It is well again'), ('unwatched', 'It is no longer watched')], default='', max_length=10)),
                ('say_at', models.DateTimeField(blank=True, null=True)),
                ('check_row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channel_assignments', to='monitoring.check')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='webhooks.subscription')),
            ],
            options={
                'verbose_name': 'channel assignment',
                'verbose_name_plural': 'channel assignments',
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='assignment_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='assignment_reminder_due'), models.Index(condition=models.Q(('say_at__isnull', False)), fields=['say_at'], name='assignment_says_together')],
                'constraints': [models.UniqueConstraint(fields=('subscription', 'check_row'), name='channel_assigned_once'), models.CheckConstraint(condition=models.Q(('told__in', ['well', 'degraded', 'down', 'flapping'])), name='channel_assignment_told_word'), models.CheckConstraint(condition=models.Q(models.Q(('say_at__isnull', True), ('saying', '')), models.Q(('say_at__isnull', False), ('saying__in', ['failure', 'worse', 'flapping', 'still', 'reminder', 'recovered', 'unwatched'])), _connector='OR'), name='channel_assignment_says_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'Group'), ('digest', 'Digest')], max_length=6)),
                ('release_at', models.DateTimeField(db_index=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='statuspage.event')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='webhooks.subscription')),
            ],
            options={
                'verbose_name': 'waiting event',
                'verbose_name_plural': 'waiting events',
                'constraints': [models.UniqueConstraint(fields=('subscription', 'event'), name='waiting_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['group', 'digest'])), name='waiting_kind_word')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('duration_ms', models.PositiveIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, default='', max_length=500)),
                ('answer', models.TextField(blank=True, default='')),
                ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='webhooks.delivery')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='attempt_number_once')],
            },
        ),
        migrations.AddField(
            model_name='Delivery',
            name='events',
            field=models.ManyToManyField(related_name='deliveries', through='webhooks.DeliveryItem', to='statuspage.event'),
        ),
        migrations.RunPython(take_as_told, migrations.RunPython.noop),
    ]
