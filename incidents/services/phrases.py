"""The words that an update says when nobody wrote any, in the language of its page."""

from django.utils.translation import gettext_lazy as _

from incidents.vocabulary import IncidentStatus
from statuspage.languages import in_words_of
from statuspage.models import Page

_OF_STATUS = {
    IncidentStatus.INVESTIGATING: _("We are looking into this."),
    IncidentStatus.IDENTIFIED: _("We know the cause and are working on it."),
    IncidentStatus.MONITORING: _("A fix is in place and we are watching how it does."),
    IncidentStatus.RESOLVED: _("This incident is over."),
    IncidentStatus.SCHEDULED: _("This maintenance is planned."),
    IncidentStatus.IN_PROGRESS: _("This maintenance has started."),
    IncidentStatus.VERIFYING: _("The work is done and we are checking that all is well."),
    IncidentStatus.COMPLETED: _("This maintenance is complete."),
}


def status_phrase(page: Page, status: str) -> str:
    """What a change to this status says by itself."""
    with in_words_of(page):
        return str(_OF_STATUS[IncidentStatus(status)])


def reminder_phrase(page: Page) -> str:
    """What the reminder before a maintenance says; the window is shown beside it."""
    with in_words_of(page):
        return str(_("This maintenance starts soon."))
