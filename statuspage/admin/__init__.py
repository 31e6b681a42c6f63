"""The operators' view of the ground floor."""

from statuspage.admin import admissions, claims, components, events, invitations, pages, people

__all__ = ["admissions", "claims", "components", "events", "invitations", "pages", "people"]
