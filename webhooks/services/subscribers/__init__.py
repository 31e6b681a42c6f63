"""All writes of visitors' subscriptions."""

from webhooks.services.subscribers.asking import subscriber_ask
from webhooks.services.subscribers.bringing import ToldSubscriber, subscriber_bring
from webhooks.services.subscribers.confirming import (
    UNPROVED,
    subscriber_confirm,
    subscriber_proved,
    subscriber_resend_confirmation,
    subscribers_prove,
)
from webhooks.services.subscribers.importing import (
    ImportPreview,
    subscribers_export,
    subscribers_import,
    subscribers_import_preview,
)
from webhooks.services.subscribers.imports import (
    BATCH,
    subscriber_import_start,
    subscriber_import_stop,
    subscriber_imports_purge,
    subscriber_imports_release,
    subscriber_imports_work,
    subscribers_count_lines,
)
from webhooks.services.subscribers.leaving import subscriber_delete, subscriber_unsubscribe
from webhooks.services.subscribers.lines import ImportResult, WrongLine
from webhooks.services.subscribers.many import (
    subscribers_reactivate,
    subscribers_resend_confirmation,
    subscribers_unsubscribe,
)
from webhooks.services.subscribers.members import (
    audience_member_create_with_mails,
    audience_member_delete_with_mails,
    audience_member_update_with_mails,
)
from webhooks.services.subscribers.purging import subscribers_purge
from webhooks.services.subscribers.standing import (
    subscriber_add,
    subscriber_quarantine,
    subscriber_reactivate,
    subscriber_update,
)

__all__ = [
    "BATCH",
    "UNPROVED",
    "ImportPreview",
    "ImportResult",
    "ToldSubscriber",
    "WrongLine",
    "audience_member_create_with_mails",
    "audience_member_delete_with_mails",
    "audience_member_update_with_mails",
    "subscriber_add",
    "subscriber_ask",
    "subscriber_bring",
    "subscriber_confirm",
    "subscriber_delete",
    "subscriber_import_start",
    "subscriber_import_stop",
    "subscriber_imports_purge",
    "subscriber_imports_release",
    "subscriber_imports_work",
    "subscriber_proved",
    "subscriber_quarantine",
    "subscriber_reactivate",
    "subscriber_resend_confirmation",
    "subscriber_unsubscribe",
    "subscriber_update",
    "subscribers_count_lines",
    "subscribers_export",
    "subscribers_import",
    "subscribers_import_preview",
    "subscribers_prove",
    "subscribers_purge",
    "subscribers_reactivate",
    "subscribers_resend_confirmation",
    "subscribers_unsubscribe",
]
