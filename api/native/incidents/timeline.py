"""An incident's timeline and its postmortem."""

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.incidents.answers import (
    POSTMORTEM_EXAMPLE,
    UPDATE_EXAMPLE,
    IncidentUpdateAnswer,
    PostmortemAnswer,
    postmortem_answer,
    update_answer,
)
from api.native.incidents.inputs import (
    PostmortemInput,
    PublishPostmortemInput,
    UpdateChangesInput,
    UpdateInput,
)
from api.native.incidents.views import IncidentView, declared
from api.native.schema.describe import describe, describe_list
from incidents import selectors, services
from incidents.models import Incident, IncidentUpdate, Postmortem
from statuspage.exceptions import NotFound


class UpdateList(IncidentView):
    """The timeline, newest entry first."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list(
        "incident_update_list", "List the timeline", of=IncidentUpdateAnswer, example=UPDATE_EXAMPLE
    )
    def get(self, request: Request, page: str, incident: str) -> Response:
        updates = self.incident_at(page, incident).updates.order_by("-displayed_at", "-id")
        return self.listed(updates, update_answer)

    @describe(
        "incident_update_post",
        "Post an update",
        answer=IncidentUpdateAnswer,
        example=UPDATE_EXAMPLE,
        status=201,
        body=UpdateInput,
        body_example={"status": "identified", "body": "A deploy removed an index. We are putting it back."},
        note="Moves the incident's status and components where given. Resolving ends its claims on its "
        "components.",
    )
    def post(self, request: Request, page: str, incident: str) -> Response:
        row = self.incident_at(page, incident)
        given = declared(self.body(UpdateInput, page=row.page))
        update = services.incident_post_update(incident=row, by=self.actor, **given)
        return self.created(
            update_answer(update),
            "native:incident-update",
            page=row.page.uid,
            incident=row.uid,
            update=update.uid,
        )


class UpdateDetail(IncidentView):
    """One entry of the timeline."""

    tagged = OBJECT

    @describe("incident_update_get", "Read an update", answer=IncidentUpdateAnswer, example=UPDATE_EXAMPLE)
    def get(self, request: Request, page: str, incident: str, update: str) -> Response:
        return self.answer(update_answer(self.update_at(page, incident, update)))

    @describe(
        "incident_update_edit",
        "Edit an update",
        answer=IncidentUpdateAnswer,
        example=UPDATE_EXAMPLE,
        body=UpdateChangesInput,
        body_example={"body": "A deploy removed an index. It is back."},
    )
    def patch(self, request: Request, page: str, incident: str, update: str) -> Response:
        row = self.checked(lambda: self.update_at(page, incident, update), update_answer)
        changes = declared(self.changes(UpdateChangesInput, update_answer(row)))
        return self.answer(update_answer(services.update_edit(update=row, changes=changes, by=self.actor)))

    @describe("incident_update_delete", "Delete an update", status=204)
    def delete(self, request: Request, page: str, incident: str, update: str) -> Response:
        row = self.checked(lambda: self.update_at(page, incident, update), update_answer)
        services.update_delete(update=row, by=self.actor)
        return self.gone()

    def update_at(self, page: str, incident: str, update: str) -> IncidentUpdate:
        return selectors.update_get(self.incident_at(page, incident), update)


class PostmortemDetail(IncidentView):
    """What is written after an incident."""

    tagged = OBJECT

    @describe("postmortem_get", "Read the postmortem", answer=PostmortemAnswer, example=POSTMORTEM_EXAMPLE)
    def get(self, request: Request, page: str, incident: str) -> Response:
        return self.answer(postmortem_answer(_postmortem(self.incident_at(page, incident))))

    @describe(
        "postmortem_save",
        "Save the draft of the postmortem",
        answer=PostmortemAnswer,
        example=POSTMORTEM_EXAMPLE,
        body=PostmortemInput,
        body_example={"draft": "A deploy removed an index."},
    )
    def put(self, request: Request, page: str, incident: str) -> Response:
        row = self.incident_at(page, incident)
        given = self.body(PostmortemInput)
        saved = services.postmortem_save_draft(
            incident=row,
            body=given["draft"],
            by=self.actor,
            **({"body_format": given["format"]} if "format" in given else {}),
        )
        return self.answer(postmortem_answer(saved))

    @describe("postmortem_delete", "Delete the postmortem", status=204)
    def delete(self, request: Request, page: str, incident: str) -> Response:
        postmortem = _postmortem(self.incident_at(page, incident))
        services.postmortem_delete(postmortem=postmortem, by=self.actor)
        return self.gone()


class PostmortemPublish(IncidentView):
    """From draft to what visitors read."""

    @describe(
        "postmortem_publish",
        "Publish the postmortem",
        answer=PostmortemAnswer,
        example=POSTMORTEM_EXAMPLE,
        body=PublishPostmortemInput,
        body_example={"notify": True},
    )
    def post(self, request: Request, page: str, incident: str) -> Response:
        postmortem = _postmortem(self.incident_at(page, incident))
        given = self.body(PublishPostmortemInput)
        return self.answer(
            postmortem_answer(services.postmortem_publish(postmortem=postmortem, by=self.actor, **given))
        )


def _postmortem(incident: Incident) -> Postmortem:
    found = Postmortem.objects.select_related("incident").filter(incident=incident).first()
    if found is None:
        raise NotFound(_("The incident has no postmortem."))
    return found
