"""Everything that stands below `/v1/`; each area says what it has."""

from django.urls import URLPattern, re_path

from api.statuspage.management.access_grants import urls as access_grants
from api.statuspage.management.access_groups import urls as access_groups
from api.statuspage.management.access_users import urls as access_users
from api.statuspage.management.base import NothingHere
from api.statuspage.management.components import urls as components
from api.statuspage.management.embed import urls as embed
from api.statuspage.management.groups import urls as groups
from api.statuspage.management.incidents import urls as incidents
from api.statuspage.management.metrics import urls as metrics
from api.statuspage.management.organizations import urls as organizations
from api.statuspage.management.pages import urls as pages
from api.statuspage.management.postmortems import urls as postmortems
from api.statuspage.management.providers import urls as providers
from api.statuspage.management.schema import urls as schema
from api.statuspage.management.subscribers import urls as subscribers
from api.statuspage.management.templates import urls as templates

AREAS = (
    components,
    groups,
    incidents,
    postmortems,
    templates,
    subscribers,
    metrics,
    providers,
    access_users,
    access_groups,
    access_grants,
    pages,
    embed,
    organizations,
    schema,
)

urlpatterns: list[URLPattern] = [
    *(pattern for area in AREAS for pattern in area.urlpatterns),
    re_path("", NothingHere.as_view()),
]
