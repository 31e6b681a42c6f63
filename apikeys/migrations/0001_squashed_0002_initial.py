import django.db.models.deletion
import statuspage.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ('apikeys', '0001_initial'),
        ('apikeys', '0002_initial'),
    ]

    dependencies = [
        ('statuspage', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=statuspage.ids.new_uid, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('prefix', models.CharField(max_length=16, unique=True)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('all_pages', models.BooleanField(default=False)),
                ('scopes', models.JSONField(default=list)),
                ('limit_per_minute', models.PositiveIntegerField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('generation', models.PositiveIntegerField(default=1)),
                ('created_by', models.CharField(blank=True, default='', max_length=255)),
                ('default_page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='default_of_keys', to='statuspage.page')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='statuspage.organization')),
                ('pages', models.ManyToManyField(blank=True, related_name='keys', to='statuspage.page')),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('limit_per_minute__isnull', True), ('limit_per_minute__gt', 0), _connector='OR'), name='key_limit_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_prefix', models.CharField(blank=True, default='', max_length=16)),
                ('door', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('method', models.CharField(max_length=8)),
                ('path', models.CharField(max_length=500)),
                ('status', models.PositiveSmallIntegerField()),
                ('duration_ms', models.PositiveIntegerField()),
                ('address', models.CharField(blank=True, default='', max_length=45)),
                ('request_id', models.CharField(blank=True, default='', max_length=36)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='access_log', to='statuspage.organization')),
                ('key', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='access_log', to='apikeys.apikey')),
            ],
            options={
                'verbose_name': 'API request',
                'verbose_name_plural': 'API access log',
                'indexes': [models.Index(fields=['organization', '-id'], name='access_of_organization'), models.Index(fields=['at'], name='access_by_time')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=8)),
                ('path', models.CharField(max_length=500)),
                ('token', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('headers', models.JSONField(default=dict)),
                ('answer', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='idempotency_records', to='apikeys.apikey')),
            ],
            options={
                'verbose_name': 'idempotency record',
                'verbose_name_plural': 'idempotency records',
                'indexes': [models.Index(fields=['created_at'], name='idempotency_by_age')],
                'constraints': [models.UniqueConstraint(fields=('key', 'method', 'path', 'token'), name='idempotency_once')],
            },
        ),
    ]
