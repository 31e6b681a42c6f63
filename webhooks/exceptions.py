"""What the services of this app refuse."""

from statuspage.exceptions import Conflict, NotFound


class SubscriptionNotFound(NotFound):
    """No such subscription, or none of this kind on the page."""


class DeliveryNotFound(NotFound):
    """No such delivery on the page."""


class NotDeliverable(Conflict):
    """The subscription is not in a state in which anything is sent to it."""
