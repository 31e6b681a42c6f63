"""`pages/{page}/deliveries/`, one delivery, and sending again."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import CursorPages
from api.base.views import OBJECT
from api.native.deliveries.answers import (
    EXAMPLE,
    DeliveryAnswer,
    RedeliveredAnswer,
    delivery_answer,
)
from api.native.deliveries.inputs import AUDIENCES, RedeliverInput
from api.native.queries import DeliveryQuery
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_stretch
from statuspage.exceptions import Invalid
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Delivery
from webhooks.selectors.deliveries import Blots, deliveries_of, delivery_get
from webhooks.selectors.endpoints import webhook_get
from webhooks.services.redelivery import deliveries_redeliver, delivery_redeliver
from webhooks.vocabulary import Audience

_AGAIN: dict[str, Any] = {**EXAMPLE, "state": "pending", "next_attempt_at": "2026-11-21T11:30:00Z"}
_AGAIN["finished_at"] = None
_SCOPES = {audience: f"{resource}:write" for resource, audience in AUDIENCES.items()}


class _DeliveryView(NativeView):
    tag = "Deliveries"
    scope = "webhooks"
    volatile = frozenset({"state", "next_attempt_at", "finished_at", "attempts"})

    def delivery_at(self, page: str, delivery: str) -> Delivery:
        return delivery_get(self.get_page(page), delivery)


class DeliveryList(_DeliveryView):
    """What was sent and what is to be sent, newest first."""

    paging = CursorPages
    asks = DeliveryQuery

    @describe_stretch(
        "delivery_list",
        "List deliveries",
        of=DeliveryAnswer,
        example=EXAMPLE,
        query=[DeliveryQuery],
        note="Of webhooks, subscribers and channels. Nobody's address is among it.",
    )
    def get(self, request: Request, page: str) -> Response:
        rows = deliveries_of(self.get_page(page), **self.query())
        blots = Blots()
        return self.listed(rows, lambda delivery: delivery_answer(delivery, blots))


class DeliveryDetail(_DeliveryView):
    """One delivery with each of its tries."""

    tagged = OBJECT

    @describe("delivery_get", "Read a delivery", answer=DeliveryAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, delivery: str) -> Response:
        return self.answer(delivery_answer(self.delivery_at(page, delivery)))


class DeliveryRedeliver(_DeliveryView):
    """Send one delivery again."""

    @describe(
        "delivery_redeliver",
        "Send a delivery again",
        answer=DeliveryAnswer,
        example=_AGAIN,
        note="The same bytes under the same `webhook-id`, as soon as can be, with ten new tries; `state` "
        "and `next_attempt_at` say when. What is on its way at this moment stays so, and is tried ten times "
        "more should it fail. To a subscriber or channel it takes the scope `subscribers:write` or "
        "`channels:write` as well. Confirmations and tests are not sent again.",
    )
    def post(self, request: Request, page: str, delivery: str) -> Response:
        row = self.delivery_at(page, delivery)
        self.empty_body()
        self.need_scope(_SCOPES[Audience(row.subscription.audience)])
        delivery_redeliver(delivery=row, by=self.actor)
        return self.answer(delivery_answer(self.delivery_at(page, delivery)))


class DeliveriesRedeliver(_DeliveryView):
    """Send a range of deliveries again."""

    @describe(
        "deliveries_redeliver",
        "Send deliveries again",
        answer=RedeliveredAnswer,
        example={"count": 12},
        body=RedeliverInput,
        body_example={
            "from": "2026-11-21T10:00:00Z",
            "to": "2026-11-21T11:00:00Z",
            "webhook": "w2k8d4n6q1fz",
        },
        note="Those made from `from` until before `to`, to one `webhook` or to all of an `audience` "
        "(`webhooks` unless told otherwise; `subscribers` and `channels` take their own write scope as "
        "well), in one of the `states` (`parked` unless told otherwise). Confirmations and tests are passed "
        "over. At most 10,000 at a time, the oldest first.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = self.body(RedeliverInput, page=row)
        audience = AUDIENCES[given.pop("audience", "webhooks")]
        self.need_scope(_SCOPES[audience])
        uid = given.pop("webhook", None)
        if uid is not None:
            try:
                given["webhook"] = webhook_get(row, uid)
            except SubscriptionNotFound as missing:
                raise Invalid.at("/webhook", "unknown", missing.detail) from None
        return self.answer(
            {"count": deliveries_redeliver(page=row, audience=audience, by=self.actor, **given)}
        )
