"""The tables of the ground floor."""

from statuspage.models.admissions import AdmissionLink
from statuspage.models.audience import AudienceGroup, AudienceMember
from statuspage.models.claims import StatusClaim, StatusPeriod
from statuspage.models.components import Component, ComponentGroup
from statuspage.models.events import Event
from statuspage.models.invitations import Invitation
from statuspage.models.notes import StatusLabel, StatusNote
from statuspage.models.pages import OPEN, Page, PagePicture, StatusEmbedConfig
from statuspage.models.people import Membership, Organization, PageRole, User

__all__ = [
    "OPEN",
    "AdmissionLink",
    "AudienceGroup",
    "AudienceMember",
    "Component",
    "ComponentGroup",
    "Event",
    "Invitation",
    "Membership",
    "Organization",
    "Page",
    "PagePicture",
    "PageRole",
    "StatusClaim",
    "StatusEmbedConfig",
    "StatusLabel",
    "StatusNote",
    "StatusPeriod",
    "User",
]
