"""Thin tasks: what is due is found in the database, so that each may run twice, or get lost."""

from celery import shared_task

from webhooks.services.sending import deliveries_send
from webhooks.vocabulary import Lane


@shared_task(name="webhooks.deliver")
def deliver() -> None:
    """Claim what is due by HTTP or through a library, and hand it over without waiting for answers."""
    deliveries_send(lanes=(Lane.WIRE, Lane.LIBRARY))


@shared_task(name="webhooks.mail")
def mail() -> None:
    """Claim mails that are due and hand them over."""
    deliveries_send(lanes=(Lane.MAIL,))
