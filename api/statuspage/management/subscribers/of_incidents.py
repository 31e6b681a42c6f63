"""Subscribers of one incident or maintenance."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.subscribers.shapes import subscriber_shape, subscribers_shape
from api.statuspage.management.subscribers.views import SubscriberView
from incidents.models import Incident
from incidents.selectors import incident_get
from webhooks.models import Subscription
from webhooks.selectors.subscriber_search import subscriber_of_incident_get, subscribers_of_incident
from webhooks.services import subscribers
from webhooks.vocabulary import Scope


class IncidentSubscriberView(SubscriberView):
    """What these share."""

    def incident_at(self, page_id: str, incident_id: str) -> Incident:
        """The incident or maintenance; a draft is none for this API."""
        return incident_get(self.page_at(page_id), incident_id, drafts=False)

    def subscriber_at(self, page_id: str, incident_id: str, subscriber_id: str) -> Subscription:
        """One of its subscribers."""
        return subscriber_of_incident_get(self.incident_at(page_id, incident_id), subscriber_id)


class IncidentSubscribers(IncidentSubscriberView):
    """Who is told of it only."""

    conflict_status = 409

    def get(self, request: Request, page_id: str, incident_id: str) -> Response:
        incident = self.incident_at(page_id, incident_id)
        return self.listed(subscribers_of_incident(incident), subscribers_shape)

    def post(self, request: Request, page_id: str, incident_id: str) -> Response:
        incident = self.incident_at(page_id, incident_id)
        # The document's schema wraps them, its own example of a form does not.
        is_bare = not self.body.keys().isdisjoint({"email", "phone_number"})
        sent = self.body if is_bare else self.wrapped("subscriber")
        added = self.added(incident.page, sent, scope=Scope.INCIDENT.value, incident=incident)
        return Response(subscriber_shape(subscriber_of_incident_get(incident, added.uid)), status=201)


class IncidentSubscriber(IncidentSubscriberView):
    """One of them."""

    def get(self, request: Request, page_id: str, incident_id: str, subscriber_id: str) -> Response:
        return Response(subscriber_shape(self.subscriber_at(page_id, incident_id, subscriber_id)))

    def delete(self, request: Request, page_id: str, incident_id: str, subscriber_id: str) -> Response:
        row = self.subscriber_at(page_id, incident_id, subscriber_id)
        subscribers.subscriber_unsubscribe(subscription=row, goodbye=True, by=self.actor, now=self.now)
        return Response(subscriber_shape(self.subscriber_at(page_id, incident_id, subscriber_id)))


class ResendIncidentConfirmation(IncidentSubscriberView):
    """Asking one of them once more."""

    def post(self, request: Request, page_id: str, incident_id: str, subscriber_id: str) -> Response:
        return self.ask_again(self.subscriber_at(page_id, incident_id, subscriber_id))
