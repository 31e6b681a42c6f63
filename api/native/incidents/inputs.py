"""What may be said about an incident."""

from api.base import fields
from api.native.maps import TextMap, TranslationsMap
from api.native.references import ComponentRef, TemplateRef
from incidents.vocabulary import INCIDENT_STATUSES, Impact, OnEnd, TextFormat
from statuspage.status import Status

STATUSES = [status.value for status in INCIDENT_STATUSES]


class AffectedInput(fields.StrictSerializer):
    """A component that the incident touches, and the status it has by it."""

    component = ComponentRef()
    name = fields.TextField(read_only=True)
    status = fields.ChoiceField(choices=Status.choices)


class IncidentChangesInput(fields.StrictSerializer):
    """An incident to change. With `status` or `body` the timeline gets an entry."""

    name = fields.TextField()
    status = fields.ChoiceField(choices=STATUSES, required=False)
    body = fields.TextField(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    components = fields.ListField(child=AffectedInput(), required=False, max_length=500)
    impact_override = fields.ChoiceField(choices=Impact.choices, required=False, allow_null=True)
    notify = fields.BooleanField(required=False)
    started_at = fields.MomentField(required=False)
    on_end = fields.ChoiceField(choices=OnEnd.choices, required=False)
    metadata = fields.ObjectField(required=False)
    translations = TranslationsMap(required=False)


class IncidentInput(IncidentChangesInput):
    """An incident to open. What is left out comes from `template`, where one is given."""

    name = fields.TextField(required=False)
    template = TemplateRef(required=False, allow_null=True)
    values = TextMap(required=False)
    draft = fields.BooleanField(required=False)
    backfilled = fields.BooleanField(required=False)
    resolved_at = fields.MomentField(required=False, allow_null=True)


class UpdateInput(fields.StrictSerializer):
    """An entry for the timeline; it moves the incident's status and components where given."""

    body = fields.TextField(required=False)
    status = fields.ChoiceField(choices=STATUSES, required=False)
    components = fields.ListField(child=AffectedInput(), required=False, max_length=500)
    notify = fields.BooleanField(required=False)
    displayed_at = fields.MomentField(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    translations = TranslationsMap(required=False)


class UpdateChangesInput(fields.StrictSerializer):
    """What may be set right in an entry; it moves nothing."""

    body = fields.TextField(required=False)
    displayed_at = fields.MomentField(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    translations = TranslationsMap(required=False)
    notify = fields.BooleanField(required=False)


class PostmortemInput(fields.StrictSerializer):
    """The draft to keep. Visitors see nothing of it before it is published."""

    draft = fields.TextField()
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)


class PublishPostmortemInput(fields.StrictSerializer):
    """`notify` tells subscribers."""

    notify = fields.BooleanField(required=False)
