"""Reading the journal."""

from django.db.models import QuerySet

from statuspage.models import Event, Organization, Page


def events_of_page(page: Page) -> QuerySet[Event]:
    """A page's events, newest first, in the order of their sequence."""
    return Event.objects.filter(page_uid=page.uid).order_by("-sequence")


def events_of_organization(organization: Organization) -> QuerySet[Event]:
    """All events of an organization, those of its pages too, newest first."""
    return Event.objects.filter(organization=organization).order_by("-pk")


def events_pending(limit: int = 500) -> QuerySet[Event]:
    """Events that nobody has taken up yet, oldest first."""
    return Event.objects.filter(dispatched_at__isnull=True).order_by("pk")[:limit]
