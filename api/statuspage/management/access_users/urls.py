"""Where the viewers of a page are."""

from django.urls import URLPattern

from api.statuspage.management.access_users import grants, views
from api.statuspage.management.routing import at

_MEMBERS = "pages/<uid:page_id>/page_access_users"
_ONE = f"{_MEMBERS}/<uid:page_access_user_id>"

urlpatterns: list[URLPattern] = [
    *at(_MEMBERS, views.Members),
    *at(_ONE, views.OneMember),
    *at(f"{_ONE}/components", grants.MemberComponents),
    *at(f"{_ONE}/components/<uid:component_id>", grants.MemberComponent),
    *at(f"{_ONE}/metrics", grants.MemberMetrics),
    *at(f"{_ONE}/metrics/<uid:metric_id>", grants.MemberMetric),
]
