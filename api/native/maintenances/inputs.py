"""What may be said about maintenance."""

from api.base import fields
from api.native.maps import TranslationsMap
from api.native.references import ComponentRefs
from incidents.vocabulary import MAINTENANCE_STATUSES, TextFormat

STATUSES = [status.value for status in MAINTENANCE_STATUSES]


class MaintenanceChangesInput(fields.StrictSerializer):
    """Maintenance to change. With `status` or `body` the timeline gets an entry."""

    name = fields.TextField()
    scheduled_for = fields.MomentField()
    scheduled_until = fields.MomentField()
    status = fields.ChoiceField(choices=STATUSES, required=False)
    body = fields.TextField(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    components = ComponentRefs(required=False)
    auto_start = fields.BooleanField(required=False)
    auto_complete = fields.BooleanField(required=False)
    set_maintenance_status = fields.BooleanField(required=False)
    restore_status = fields.BooleanField(required=False)
    remind_before_seconds = fields.IntegerField(required=False, allow_null=True)
    notify = fields.BooleanField(required=False)
    notify_at_start = fields.BooleanField(required=False)
    notify_at_end = fields.BooleanField(required=False)
    recurrence = fields.TextField(required=False, allow_null=True)
    time_zone = fields.TextField(required=False, allow_null=True)
    metadata = fields.ObjectField(required=False)
    translations = TranslationsMap(required=False)


class MaintenanceInput(fields.StrictSerializer):
    """Maintenance to schedule; `recurrence` is an RRULE (RFC 5545) read in `time_zone`."""

    name = fields.TextField()
    body = fields.TextField(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    scheduled_for = fields.MomentField()
    scheduled_until = fields.MomentField()
    components = ComponentRefs(required=False)
    auto_start = fields.BooleanField(required=False)
    auto_complete = fields.BooleanField(required=False)
    set_maintenance_status = fields.BooleanField(required=False)
    restore_status = fields.BooleanField(required=False)
    remind_before_seconds = fields.IntegerField(required=False, allow_null=True)
    notify = fields.BooleanField(required=False)
    notify_at_start = fields.BooleanField(required=False)
    notify_at_end = fields.BooleanField(required=False)
    recurrence = fields.TextField(required=False, allow_null=True)
    time_zone = fields.TextField(required=False, allow_null=True)
    draft = fields.BooleanField(required=False)
    metadata = fields.ObjectField(required=False)
    translations = TranslationsMap(required=False)


class MaintenanceUpdateInput(fields.StrictSerializer):
    """An entry for the timeline; it moves the maintenance's status where given."""

    body = fields.TextField(required=False)
    status = fields.ChoiceField(choices=STATUSES, required=False)
    notify = fields.BooleanField(required=False)
    displayed_at = fields.MomentField(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    translations = TranslationsMap(required=False)
