"""Where the people of an organization are, and what they may do."""

from django.urls import URLPattern

from api.statuspage.management.organizations import permissions, users
from api.statuspage.management.routing import at

_ORGANIZATION = "organizations/<uid:organization_id>"

urlpatterns: list[URLPattern] = [
    *at(f"{_ORGANIZATION}/users", users.Users),
    *at(f"{_ORGANIZATION}/users/<uid:user_id>", users.OneUser),
    *at(f"{_ORGANIZATION}/permissions/<uid:user_id>", permissions.Permissions),
]
