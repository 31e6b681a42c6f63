"""What the ids in paths and fields stand for, as far as whoever asks may know of it."""

from django.db.models import QuerySet

from api.stashboard.base import StashboardView
from api.stashboard.slugs import reference
from statuspage.exceptions import NotFound
from statuspage.models import Component, ComponentGroup
from statuspage.selectors import (
    component_resolve,
    component_shown,
    components_of_page,
    groups_of_page,
    groups_shown,
)


def services_of(view: StashboardView) -> QuerySet[Component]:
    """The services that are told; hidden ones to keys alone."""
    return components_of_page(view.page, visible_only=not view.has_key, sight=view.sight)


def service_at(view: StashboardView, given: str) -> Component | None:
    """The service with this id."""
    ref = reference(given)
    try:
        if view.has_key:
            return component_resolve(view.page, ref)
        return component_shown(view.page, ref, sight=view.sight)
    except NotFound:
        return None


def lists_of(view: StashboardView) -> QuerySet[ComponentGroup]:
    """The service lists that are told; one that holds nothing but hidden services to keys alone."""
    return groups_of_page(view.page) if view.has_key else groups_shown(view.page, sight=view.sight)


def list_at(view: StashboardView, given: str) -> ComponentGroup | None:
    """The service list with this id."""
    ref, groups = reference(given), lists_of(view)
    group = groups.filter(uid=ref).first() or groups.filter(slug=ref).first()
    if group is not None:
        group.page = view.page
    return group
