"""`pages/{page_id}/incidents/{incident_id}/postmortem`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.errors import bad_request
from api.statuspage.management.postmortems.shapes import postmortem_shape
from api.statuspage.management.values import flag, text
from incidents import selectors, services
from incidents.models import Incident, Postmortem
from incidents.vocabulary import TextFormat


class PostmortemView(ManagementView):
    """What all views of postmortems share."""

    scope = "incidents"
    fields: ClassVar[Mapping[str, str]] = {"draft": "body_draft"}

    def incident_at(self, page_id: str, incident_id: str) -> Incident:
        return selectors.incident_get(self.page_at(page_id), incident_id, drafts=False)

    def postmortem_at(self, page_id: str, incident_id: str) -> Postmortem:
        return selectors.postmortem_get(self.incident_at(page_id, incident_id))


class OnePostmortem(PostmortemView):
    """The postmortem of an incident."""

    def get(self, request: Request, page_id: str, incident_id: str) -> Response:
        return Response(postmortem_shape(self.postmortem_at(page_id, incident_id)))

    def put(self, request: Request, page_id: str, incident_id: str) -> Response:
        incident = self.incident_at(page_id, incident_id)
        data = self.wrapped("postmortem")
        if "body_draft" not in data:
            raise bad_request("body_draft is missing")
        saved = services.postmortem_save_draft(
            incident=incident,
            body=text(data["body_draft"], "/body_draft"),
            body_format=TextFormat.HTML.value,
            by=self.actor,
            now=self.now,
        )
        return Response(postmortem_shape(saved))

    def delete(self, request: Request, page_id: str, incident_id: str) -> Response:
        postmortem = self.postmortem_at(page_id, incident_id)
        services.postmortem_delete(postmortem=postmortem, by=self.actor, now=self.now)
        return Response(status=204)


class PublishedPostmortem(PostmortemView):
    """From draft to what visitors read; nobody is told unless that is asked for."""

    def put(self, request: Request, page_id: str, incident_id: str) -> Response:
        postmortem = self.postmortem_at(page_id, incident_id)
        told: Any = self.wrapped_or_empty("postmortem").get("notify_subscribers")
        notify = told not in (None, "") and flag(told, "/notify_subscribers")
        services.postmortem_publish(postmortem=postmortem, notify=notify, by=self.actor, now=self.now)
        return Response(postmortem_shape(postmortem))


class RevertedPostmortem(PostmortemView):
    """Back to the draft."""

    def put(self, request: Request, page_id: str, incident_id: str) -> Response:
        postmortem = self.postmortem_at(page_id, incident_id)
        services.postmortem_revert(postmortem=postmortem, by=self.actor, now=self.now)
        return Response(postmortem_shape(postmortem))
