"""The operators' view of the ground floor."""

from statuspage.admin import claims, components, events, pages, people

__all__ = ["claims", "components", "events", "pages", "people"]
