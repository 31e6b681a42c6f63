"""What the services of this app refuse."""

from statuspage.exceptions import Busy, Conflict, NotFound


class SubscriptionNotFound(NotFound):
    """No such subscription, or none of this kind on the page."""


class ImportNotFound(NotFound):
    """No such import on the page."""


class DeliveryNotFound(NotFound):
    """No such delivery on the page."""


class NotOffered(Conflict):
    """The page does not take subscriptions of this kind from visitors."""

    default_code = "not_offered"


class AlreadySubscribed(Conflict):
    """The address is told already, or was asked to confirm."""

    default_code = "already_subscribed"


class NotDeliverable(Conflict):
    """The subscription is not in a state in which anything is sent to it."""


class TryInProgress(Busy):
    """This process waits for the answer to another test already."""

    default_code = "test_in_progress"
