"""What the database holds, in one word: whether a refused request changed anything."""

import hashlib

from django.apps import apps
from django.core import serializers

from apikeys.models import AccessLog, ApiKey, IdempotencyRecord
from statuspage.models import Event, Page

UNWATCHED = (AccessLog, Event, IdempotencyRecord)
"""What a refused request may leave: that it happened."""


def fingerprint() -> str:
    """A hash over every row of every table that a request could change."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if model in UNWATCHED or model._meta.app_label in {"sessions", "contenttypes", "auth", "admin"}:
            continue
        rows = model._default_manager.order_by("pk")
        if model is ApiKey:
            text = str(list(rows.values_list("pk", "name", "digest", "revoked_at", "scopes")))
        elif model is Page:
            # A refused write is told to the journal, which counts.
            text = str(list(rows.values_list("pk", "name", "slug", "deleted_at", "revision")))
        else:
            text = serializers.serialize("json", rows)
        digest.update(text.encode())
    return digest.hexdigest()
