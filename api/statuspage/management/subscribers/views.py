"""Subscribers of a page, and acts on many of them."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.subscribers.bodies import (
    address_of,
    chosen,
    components_chosen,
    is_set,
    kinds_of,
    member_named,
    search_asked,
    states_asked,
    states_of,
    type_asked,
)
from api.statuspage.management.subscribers.shapes import (
    count_shape,
    histogram_shape,
    subscriber_shape,
    subscribers_shape,
)
from statuspage.exceptions import Conflict, FieldError, Invalid
from statuspage.models import Page
from webhooks.models import Subscription
from webhooks.selectors.subscriber_search import (
    subscriber_page_wide_get,
    subscribers_counted,
    subscribers_left,
    subscribers_search,
)
from webhooks.services import subscribers
from webhooks.vocabulary import Scope

_SKIP = "skip_unsubscription_notification"


class SubscriberView(ManagementView):
    """What all views of subscribers share."""

    scope = "subscribers"
    fields: ClassVar[dict[str, str]] = {"components": "component_ids", "audience_member": "page_access_user"}

    def added(self, page: Page, data: dict[str, Any], **what: Any) -> Subscription:
        """Subscribe whom a body means; errors name the field that the address came in."""
        address = address_of(data)
        try:
            return subscribers.subscriber_add(page=page, **address, **what, by=self.actor, now=self.now)
        except Invalid as invalid:
            fields = {
                "/address": "/email" if address["kind"] == "email" else "/endpoint",
                "/contact_email": "/email",
            }
            raise Invalid(
                FieldError(fields.get(error.pointer, error.pointer), error.code, error.detail)
                for error in invalid.errors
            ) from None

    def ask_again(self, subscription: Subscription) -> Response:
        """Ask an unconfirmed one once more; whom a mail has just asked is passed over, as among many."""
        try:
            subscribers.subscriber_resend_confirmation(subscription=subscription, by=self.actor, now=self.now)
        except Conflict as conflict:
            if conflict.code != "recently_sent":
                raise
        return Response(status=201)


class Subscribers(SubscriberView):
    """Who is told of the page; those of one incident are listed there."""

    conflict_status = 409

    def get(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        rows = subscribers_search(page, **search_asked(request))
        return self.listed(rows, subscribers_shape, size_names=("limit", "per_page"), first=0)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        data = self.wrapped("subscriber")
        components = components_chosen(page, data)
        added = self.added(
            page,
            data,
            scope=Scope.PAGE.value if components is None else Scope.COMPONENTS.value,
            components=components or (),
            audience_member=member_named(page, data),
        )
        return Response(subscriber_shape(subscriber_page_wide_get(page, added.uid)), status=201)


class Subscriber(SubscriberView):
    """One of them."""

    def get(self, request: Request, page_id: str, subscriber_id: str) -> Response:
        row = subscriber_page_wide_get(self.page_at(page_id), subscriber_id)
        return Response(subscriber_shape(row))

    def patch(self, request: Request, page_id: str, subscriber_id: str) -> Response:
        page = self.page_at(page_id)
        row = subscriber_page_wide_get(page, subscriber_id)
        # Without a wrapper, says the document; with the one of its creation, some clients.
        components = components_chosen(page, {**self.wrapped_or_empty("subscriber"), **self.body})
        changes = (
            {"scope": Scope.PAGE.value}
            if components is None
            else {"scope": Scope.COMPONENTS.value, "components": components}
        )
        subscribers.subscriber_update(subscription=row, changes=changes, by=self.actor, now=self.now)
        return Response(subscriber_shape(subscriber_page_wide_get(page, subscriber_id)))

    def delete(self, request: Request, page_id: str, subscriber_id: str) -> Response:
        page = self.page_at(page_id)
        row = subscriber_page_wide_get(page, subscriber_id)
        skip = is_set(request.query_params.get(_SKIP, self.body.get(_SKIP)), f"/{_SKIP}")
        subscribers.subscriber_unsubscribe(subscription=row, goodbye=not skip, by=self.actor, now=self.now)
        return Response(subscriber_shape(subscriber_page_wide_get(page, subscriber_id)))


class ResendConfirmation(SubscriberView):
    """Asking one of them once more."""

    def post(self, request: Request, page_id: str, subscriber_id: str) -> Response:
        return self.ask_again(subscriber_page_wide_get(self.page_at(page_id), subscriber_id))


class ResendConfirmations(SubscriberView):
    """Asking many."""

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        subscribers.subscribers_resend_confirmation(
            page=page, chosen=chosen(self.body), by=self.actor, now=self.now
        )
        return Response(status=201)


class Unsubscribe(SubscriberView):
    """Ending many."""

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        subscribers.subscribers_unsubscribe(
            page=page,
            chosen=chosen(self.body),
            kinds=kinds_of(self.body),
            states=states_of(self.body),
            goodbye=not is_set(self.body.get(_SKIP), f"/{_SKIP}"),
            by=self.actor,
            now=self.now,
        )
        return Response(status=201)


class Reactivate(SubscriberView):
    """Telling many again who are in quarantine."""

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        subscribers.subscribers_reactivate(
            page=page, chosen=chosen(self.body), kinds=kinds_of(self.body), by=self.actor, now=self.now
        )
        return Response(status=201)


class Count(SubscriberView):
    """How many there are of each type."""

    def get(self, request: Request, page_id: str) -> Response:
        counts = subscribers_counted(self.page_at(page_id))
        return Response(count_shape(counts, states_asked(request), type_asked(request)))


class Histogram(SubscriberView):
    """How many there are of each type in each state."""

    def get(self, request: Request, page_id: str) -> Response:
        return Response(histogram_shape(subscribers_counted(self.page_at(page_id))))


class Unsubscribed(SubscriberView):
    """Who left."""

    def get(self, request: Request, page_id: str) -> Response:
        return self.listed(subscribers_left(self.page_at(page_id)), subscribers_shape)
