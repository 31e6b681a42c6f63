"""The words of the ground floor besides the status words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from statuspage.status import Status


class MembershipRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    MEMBER = "member", _("Member")


class PageRoleName(models.TextChoices):
    """What a plain member may be given on a page."""

    PAGE_CONFIGURATION = "page_configuration", _("Page configuration")
    INCIDENT_MANAGER = "incident_manager", _("Incidents")
    MAINTENANCE_MANAGER = "maintenance_manager", _("Maintenance")


PAGE_ROLES: tuple[str, ...] = tuple(PageRoleName.values)


class PageVisibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    PASSWORD = "password", _("Password")
    RESTRICTED = "restricted", _("Restricted")


class PagePlan(models.TextChoices):
    """Statuspage's templates, which its clients call branding. All pages look alike here."""

    BASIC = "basic", _("Basic")
    PREMIUM = "premium", _("Premium")


class PictureKind(models.TextChoices):
    LOGO = "logo"
    FAVICON = "favicon"


class AnalyticsKind(models.TextChoices):
    """Programs that count a page's visitors, for who wants that."""

    PLAUSIBLE = "plausible", "Plausible"
    MATOMO = "matomo", "Matomo"
    GOOGLE = "google", "Google Analytics"


class EmbedPosition(models.TextChoices):
    TOP_LEFT = "top-left", _("Top left")
    TOP_RIGHT = "top-right", _("Top right")
    BOTTOM_LEFT = "bottom-left", _("Bottom left")
    BOTTOM_RIGHT = "bottom-right", _("Bottom right")


class LabelLevel(models.TextChoices):
    """Stashboard's levels, mildest first."""

    NORMAL = "NORMAL", _("Normal")
    WARNING = "WARNING", _("Warning")
    ERROR = "ERROR", _("Error")
    CRITICAL = "CRITICAL", _("Critical")


STATUS_OF_LEVEL: dict[str, Status] = {
    LabelLevel.NORMAL.value: Status.OPERATIONAL,
    LabelLevel.WARNING.value: Status.DEGRADED_PERFORMANCE,
    LabelLevel.ERROR.value: Status.PARTIAL_OUTAGE,
    LabelLevel.CRITICAL.value: Status.MAJOR_OUTAGE,
}
"""What a component shows when something of this level is said of it (Stashboard contract, section 7)."""
