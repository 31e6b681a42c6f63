"""Finding a maintenance of a page."""

from django.http import Http404

from incidents.exceptions import IncidentNotFound
from incidents.models import Incident
from incidents.selectors import incident_get
from incidents.vocabulary import IncidentKind
from statuspage.models import Page


def maintenance_found(page: Page, uid: str) -> Incident:
    """The maintenance with this uid; else 404."""
    try:
        return incident_get(page, uid, kind=IncidentKind.MAINTENANCE.value)
    except IncidentNotFound:
        raise Http404 from None
