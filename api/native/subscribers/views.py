"""`pages/{page}/subscribers/` and one subscriber."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from api.native.subscribers.answers import EXAMPLE, SubscriberAnswer, subscriber_answer
from api.native.subscribers.inputs import SubscriberChangesInput, SubscriberInput, SubscriberQuery
from incidents.exceptions import IncidentNotFound
from incidents.selectors import incident_get
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.selectors import component_resolve
from webhooks.models import Subscription
from webhooks.selectors.subscribers import subscriber_get, subscribers_list
from webhooks.services import subscribers

_NEW = {
    "kind": "email",
    "address": "vera@visitors.example",
    "scope": "components",
    "components": ["rest-api"],
}


class SubscriberView(NativeView):
    """What all views of subscribers share."""

    tag = "Subscribers"
    scope = "subscribers"
    moving = frozenset({"updated_at", "last_error"})

    def subscriber_at(self, page: str, subscriber: str) -> Subscription:
        return subscriber_get(self.get_page(page), subscriber)


class SubscriberList(SubscriberView):
    """The page's subscribers, newest first."""

    paging = NumberPages
    asks = SubscriberQuery
    tagged = COLLECTION

    @describe_list(
        "subscriber_list", "List subscribers", of=SubscriberAnswer, example=EXAMPLE, query=[SubscriberQuery]
    )
    def get(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        asked = self.query()
        if "component" in asked:
            asked["component"] = component_resolve(row, asked["component"])
        return self.listed(subscribers_list(row, **asked), subscriber_answer)

    @describe(
        "subscriber_add",
        "Subscribe somebody",
        answer=SubscriberAnswer,
        example=EXAMPLE,
        status=201,
        body=SubscriberInput,
        body_example=_NEW,
        note="An e-mail address is asked to confirm, an endpoint is sent a first message and must take it, "
        "unless `skip_confirmation` says that they agree. A webhook needs a `contact_email`.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = _with_incident(row, self.body(SubscriberInput, page=row))
        added = subscribers.subscriber_add(page=row, by=self.actor, **given)
        answer = subscriber_answer(subscriber_get(row, added.uid))
        return self.created(answer, "native:subscriber", page=row.uid, subscriber=added.uid)


class SubscriberDetail(SubscriberView):
    """One subscriber."""

    tagged = OBJECT
    volatile = ("last_error",)

    @describe("subscriber_get", "Read a subscriber", answer=SubscriberAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, subscriber: str) -> Response:
        return self.answer(subscriber_answer(self.subscriber_at(page, subscriber)))

    @describe(
        "subscriber_update",
        "Change a subscriber",
        answer=SubscriberAnswer,
        example=EXAMPLE,
        body=SubscriberChangesInput,
        body_example={"scope": "page"},
    )
    def patch(self, request: Request, page: str, subscriber: str) -> Response:
        row = self.checked(lambda: self.subscriber_at(page, subscriber), subscriber_answer)
        changes = self.changes(SubscriberChangesInput, subscriber_answer(row), page=row.page)
        subscribers.subscriber_update(subscription=row, changes=changes, by=self.actor)
        return self.answer(subscriber_answer(self.subscriber_at(page, subscriber)))

    @describe(
        "subscriber_unsubscribe",
        "Unsubscribe somebody",
        status=204,
        note="Nothing more is sent, not even what is on its way. The address is forgotten after 30 days.",
    )
    def delete(self, request: Request, page: str, subscriber: str) -> Response:
        row = self.checked(lambda: self.subscriber_at(page, subscriber), subscriber_answer)
        subscribers.subscriber_delete(subscription=row, by=self.actor)
        return self.gone()


class SubscriberReactivate(SubscriberView):
    """Out of quarantine."""

    @describe(
        "subscriber_reactivate",
        "Tell a quarantined subscriber again",
        answer=SubscriberAnswer,
        example=EXAMPLE,
    )
    def post(self, request: Request, page: str, subscriber: str) -> Response:
        row = self.subscriber_at(page, subscriber)
        self.empty_body()
        subscribers.subscriber_reactivate(subscription=row, by=self.actor)
        return self.answer(subscriber_answer(self.subscriber_at(page, subscriber)))


class SubscriberResend(SubscriberView):
    """Asking once more."""

    @describe(
        "subscriber_resend",
        "Ask for confirmation once more",
        answer=SubscriberAnswer,
        example=EXAMPLE,
        note="At most once in ten minutes for one address.",
    )
    def post(self, request: Request, page: str, subscriber: str) -> Response:
        row = self.subscriber_at(page, subscriber)
        self.empty_body()
        subscribers.subscriber_resend_confirmation(subscription=row, by=self.actor)
        return self.answer(subscriber_answer(self.subscriber_at(page, subscriber)))


def _with_incident(page: Page, given: Mapping[str, Any]) -> dict[str, Any]:
    """The validated body with the incident that it names."""
    found = dict(given)
    if found.get("incident") is not None:
        try:
            found["incident"] = incident_get(page, found["incident"], drafts=False)
        except IncidentNotFound:
            raise Invalid.at("/incident", "unknown", _("The page has no such incident.")) from None
    return found
