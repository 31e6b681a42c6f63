"""What may be said about a subscriber."""

from typing import Any

from rest_framework import serializers

from api.base import fields
from api.native.references import ComponentRefs
from webhooks.addresses import VISITOR_KINDS
from webhooks.vocabulary import Digest, Scope, SubscriptionState

MAX_CSV = 900_000
"""Characters of a list; the whole body has at most 1 MiB."""
_DIGESTS = ["", *Digest.values]


class SubscriberChangesInput(fields.StrictSerializer):
    """What to change about a subscriber; the address stays what it is."""

    scope = fields.ChoiceField(choices=Scope.choices, required=False)
    components = ComponentRefs(required=False)
    language = fields.TextField(required=False, help_text="One of the page's; any other means its first.")
    digest = fields.ChoiceField(choices=_DIGESTS, required=False, allow_blank=True)
    contact_email = fields.TextField(required=False, help_text="Who answers for a webhook.")


class SubscriberInput(SubscriberChangesInput):
    """Somebody to tell."""

    kind = fields.ChoiceField(choices=VISITOR_KINDS)
    address = fields.TextField(help_text="The e-mail address, or the URL.")
    incident = fields.UidField(
        required=False, allow_null=True, help_text="The incident or maintenance of the scope `incident`."
    )
    skip_confirmation = fields.BooleanField(
        required=False, help_text="Active at once: whoever sends this knows that the address agrees."
    )


class ImportInput(fields.StrictSerializer):
    """A list to import."""

    csv = fields.TextField(max_length=MAX_CSV, help_text="The text of the file.")
    confirmed = fields.BooleanField(
        required=False, help_text="Active at once: whoever sends this knows that the addresses agree."
    )


class SubscriberQuery(serializers.Serializer[Any]):
    """Which subscribers to list; everything given must hold."""

    kind = serializers.ChoiceField(choices=VISITOR_KINDS, required=False)
    state = serializers.ChoiceField(
        choices=SubscriptionState.values, required=False, help_text="Those who left are listed only by this."
    )
    scope = serializers.ChoiceField(choices=Scope.values, required=False)
    component = serializers.CharField(
        required=False, help_text="Who is told of this component (uid or slug), or of the whole page."
    )
    q = serializers.CharField(required=False, max_length=200, help_text="A part of the address.")
