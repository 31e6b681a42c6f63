"""`pages/{page_id}/incident_templates`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.incidents.affected import affected_read
from api.statuspage.management.templates.shapes import templates_shape
from api.statuspage.management.values import flag, text
from incidents import selectors, services
from incidents.vocabulary import TextFormat
from statuspage.exceptions import Invalid
from statuspage.models import ComponentGroup, Page
from statuspage.selectors import group_get
from statuspage.validation import Problems


class IncidentTemplates(ManagementView):
    """The templates of a page, by name."""

    scope = "incidents"
    fields: ClassVar[Mapping[str, str]] = {
        "status": "update_status",
        "group": "group_id",
        "notify": "should_send_notifications",
        "components": "component_ids",
    }

    def get(self, request: Request, page_id: str) -> Response:
        return self.listed(selectors.templates_of_page(self.page_at(page_id)), templates_shape)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        given = _read(page, self.wrapped("template"))
        template = services.template_create(page=page, by=self.actor, now=self.now, **given)
        shape = templates_shape([selectors.template_get(page, template.uid)])[0]
        return Response(shape, status=201)


def _read(page: Page, data: Mapping[str, Any]) -> dict[str, Any]:
    """A template for `template_create`."""
    problems = Problems()
    found: dict[str, Any] = {"body_format": TextFormat.HTML.value}
    for name in ("name", "title", "body"):
        with problems.caught():
            found[name] = text(data.get(name), f"/{name}")
            if not found[name].strip():
                raise Invalid.at(f"/{name}", "required", _("This must not be empty."))
    if data.get("update_status"):
        with problems.caught():
            found["status"] = text(data["update_status"], "/update_status")
    if data.get("should_send_notifications") not in (None, ""):
        with problems.caught():
            found["notify"] = flag(data["should_send_notifications"], "/should_send_notifications")
    with problems.caught():
        found["group"] = _group(page, text(data.get("group_id"), "/group_id"))
    with problems.caught():
        named = affected_read(page, {"component_ids": data.get("component_ids")})
        found["components"] = named.declared or ()
    problems.raise_if_any()
    return found


def _group(page: Page, uid: str) -> ComponentGroup | None:
    group = group_get(page, uid) if uid else None
    if uid and group is None:
        raise Invalid.at("/group_id", "not_found", _("There is no such group on this page."))
    return group
