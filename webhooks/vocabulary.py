"""The words of subscriptions and deliveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who wants to hear."""

    VISITOR = "visitor", _("Visitor")
    CHANNEL = "channel", _("Alert channel")
    MACHINE = "machine", _("Webhook endpoint")


class Scope(models.TextChoices):
    PAGE = "page", _("Whole page")
    COMPONENTS = "components", _("Some components")
    INCIDENT = "incident", _("One incident")


class SubscriptionState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    ACTIVE = "active", _("Active")
    QUARANTINED = "quarantined", _("Quarantined")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")


class BodyFormat(models.TextChoices):
    STANDARD = "standard", _("Standard Webhooks")
    STATUSPAGE = "statuspage", _("Atlassian Statuspage")


class Digest(models.TextChoices):
    """How a subscriber wants to be told; empty is at once."""

    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class DeliveryKind(models.TextChoices):
    EVENT = "event", _("Event")
    DIGEST = "digest", _("Digest")
    GROUP = "group", _("Group")
    REMINDER = "reminder", _("Reminder")
    CONFIRMATION = "confirmation", _("Confirmation")
    TEST = "test", _("Test")
    GOODBYE = "goodbye", _("Goodbye")


PERSONAL_KINDS = (DeliveryKind.CONFIRMATION, DeliveryKind.TEST, DeliveryKind.GOODBYE)
"""What is sent to a subscription that is not active: its confirmation, a try-out, and that it has ended."""


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Pending")
    RETRYING = "retrying", _("Retrying")
    DELIVERED = "delivered", _("Delivered")
    PARKED = "parked", _("Parked")
    CANCELED = "canceled", _("Canceled")


OPEN_STATES = (DeliveryState.PENDING, DeliveryState.RETRYING)
"""A delivery in one of these will be tried (again)."""


class Lane(models.TextChoices):
    """By what a delivery travels: lanes share no threads, so none holds up another."""

    WIRE = "wire", _("HTTP")
    MAIL = "mail", _("E-mail")
    LIBRARY = "library", _("Library")


class NoticeKind(models.TextChoices):
    """What owners are told about a subscription of their team."""

    PARKED = "parked", _("A delivery was given up")
    DISABLED = "disabled", _("It was disabled")


class Told(models.TextChoices):
    """The last thing that an alert channel was told about a check."""

    WELL = "well", _("Well")
    DEGRADED = "degraded", _("Degraded")
    DOWN = "down", _("Down")
    FLAPPING = "flapping", _("Flapping")


class Saying(models.TextChoices):
    """What there is to tell an alert channel about a check."""

    FAILURE = "failure", _("It fails")
    WORSE = "worse", _("It got worse")
    FLAPPING = "flapping", _("It goes up and down")
    STILL = "still", _("It has been calm, but fails")
    REMINDER = "reminder", _("It still fails")
    RECOVERED = "recovered", _("It is well again")
    UNWATCHED = "unwatched", _("It is no longer watched")


class WaitingFor(models.TextChoices):
    """With what an event will be told."""

    GROUP = "group", _("Group")
    DIGEST = "digest", _("Digest")


class ImportState(models.TextChoices):
    """How far an import of subscribers is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


OPEN_IMPORTS = (ImportState.WAITING, ImportState.RUNNING)
"""An import in one of these goes on."""
