"""The words of incidents and maintenance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from statuspage.richtext import TextFormat as TextFormat


class IncidentKind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    MAINTENANCE = "maintenance", _("Maintenance")


class IncidentStatus(models.TextChoices):
    """Both families; an incident uses the first four, a maintenance the last four."""

    INVESTIGATING = "investigating", _("Investigating")
    IDENTIFIED = "identified", _("Identified")
    MONITORING = "monitoring", _("Monitoring")
    RESOLVED = "resolved", _("Resolved")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_PROGRESS = "in_progress", _("In progress")
    VERIFYING = "verifying", _("Verifying")
    COMPLETED = "completed", _("Completed")


INCIDENT_STATUSES = (
    IncidentStatus.INVESTIGATING,
    IncidentStatus.IDENTIFIED,
    IncidentStatus.MONITORING,
    IncidentStatus.RESOLVED,
)
MAINTENANCE_STATUSES = (
    IncidentStatus.SCHEDULED,
    IncidentStatus.IN_PROGRESS,
    IncidentStatus.VERIFYING,
    IncidentStatus.COMPLETED,
)
ENDED_STATUSES = (IncidentStatus.RESOLVED, IncidentStatus.COMPLETED)


class Impact(models.TextChoices):
    """How bad it is, mildest first."""

    NONE = "none", _("None")
    MAINTENANCE = "maintenance", _("Maintenance")
    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")
    CRITICAL = "critical", _("Critical")


class Origin(models.TextChoices):
    PERSON = "person", _("Person")
    CHECK = "check", _("Check")
    API = "api", _("API")
    IMPORT = "import", _("Import")


class OnEnd(models.TextChoices):
    """What happens to an incident's claims when it ends."""

    RELEASE = "release", _("Components follow their other claims again")
    KEEP = "keep", _("The last status stays, as a manual claim")


class UpdateKind(models.TextChoices):
    OPENING = "opening", _("Opening")
    UPDATE = "update", _("Update")
    REMINDER = "reminder", _("Reminder")
    AUTO = "auto", _("Automatic")
