"""`pages/{page}/webhooks/`, one webhook, its test and its rotation."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.deliveries.answers import TEST_EXAMPLE, DeliveryAnswer, delivery_answer
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from api.native.webhooks.answers import (
    EXAMPLE,
    ISSUED_EXAMPLE,
    IssuedWebhookAnswer,
    WebhookAnswer,
    masked_webhook,
    webhook_answer,
)
from api.native.webhooks.inputs import WebhookInput
from apikeys.selectors import key_has_scope
from webhooks.models import Subscription
from webhooks.selectors.deliveries import delivery_get
from webhooks.selectors.endpoints import webhook_get, webhooks_of
from webhooks.services import endpoints
from webhooks.services.sending import tryout_send
from webhooks.vocabulary import Scope

_NEW = {
    "url": "https://hooks.example.com/candor",
    "description": "Pages the people on call",
    "events": ["incident.*", "component.status_changed"],
}


class WebhookView(NativeView):
    """What all views of webhooks share."""

    tag = "Webhooks"
    scope = "webhooks"
    volatile = frozenset({"last_delivery", "last_error", "failing_since", "updated_at"})
    moving = volatile | {"previous_secret_until"}

    def webhook_at(self, page: str, webhook: str) -> Subscription:
        return webhook_get(self.get_page(page), webhook)

    def one(self, webhook: Subscription) -> WebhookAnswer:
        """The webhook as this key may see it."""
        return webhook_answer(webhook, with_secrets=key_has_scope(self.key, "webhooks:write"))

    def issued(self, webhook: Subscription, secret: str) -> IssuedWebhookAnswer:
        return {**self.one(webhook), "secret": secret}

    def keepable(self, body: Any) -> Any:
        return masked_webhook(body)


class WebhookList(WebhookView):
    """The page's webhooks, newest first."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("webhook_list", "List webhooks", of=WebhookAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.listed(webhooks_of(self.get_page(page)), self.one)

    @describe(
        "webhook_create",
        "Create a webhook",
        answer=IssuedWebhookAnswer,
        example=ISSUED_EXAMPLE,
        status=201,
        body=WebhookInput,
        body_example=_NEW,
        note="The signing secret, `secret`, is in this answer only. Without `events` it is told of "
        "everything. Naming `components` without a `scope` means the scope `components`.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = self.body(WebhookInput, page=row)
        if given.get("components"):
            given.setdefault("scope", Scope.COMPONENTS.value)
        webhook, secret = endpoints.webhook_create(page=row, by=self.actor, **given)
        answer = self.issued(webhook_get(row, webhook.uid), secret)
        return self.created(answer, "native:webhook", page=row.uid, webhook=webhook.uid)


class WebhookDetail(WebhookView):
    """One webhook."""

    tagged = OBJECT

    @describe("webhook_get", "Read a webhook", answer=WebhookAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, webhook: str) -> Response:
        return self.answer(self.one(self.webhook_at(page, webhook)))

    @describe(
        "webhook_update",
        "Change a webhook",
        answer=WebhookAnswer,
        example=EXAMPLE,
        body=WebhookInput,
        body_example={"enabled": True},
        note="`headers` are given whole; a value of `••••••` stays as it was. Enabling a webhook that was "
        "disabled for failing gives it a fresh start.",
    )
    def patch(self, request: Request, page: str, webhook: str) -> Response:
        row = self.checked(lambda: self.webhook_at(page, webhook), self.one)
        changes = self.changes(WebhookInput, self.one(row), page=row.page)
        endpoints.webhook_update(webhook=row, changes=changes, by=self.actor)
        return self.answer(self.one(self.webhook_at(page, webhook)))

    @describe(
        "webhook_delete",
        "Delete a webhook",
        status=204,
        note="Nothing more is sent there; what was sent stays among the deliveries.",
    )
    def delete(self, request: Request, page: str, webhook: str) -> Response:
        row = self.checked(lambda: self.webhook_at(page, webhook), self.one)
        endpoints.webhook_delete(webhook=row, by=self.actor)
        return self.gone()


class WebhookTest(WebhookView):
    """Try a webhook out."""

    # The try waits for the endpoint: a transaction around it would hold the database meanwhile.
    keeps_answers = False

    @describe(
        "webhook_test",
        "Send a test to a webhook",
        answer=DeliveryAnswer,
        example=TEST_EXAMPLE,
        note="Sends a `webhook.test` now, once, also to a disabled webhook, and answers what the endpoint "
        "said within five seconds. One test at a time: while another waits for its answer, 429 "
        "(`test_in_progress`) and nothing is sent.",
    )
    def post(self, request: Request, page: str, webhook: str) -> Response:
        row = self.webhook_at(page, webhook)
        self.empty_body()
        attempt = tryout_send(test=lambda: endpoints.webhook_test(webhook=row, by=self.actor))
        return self.answer(delivery_answer(delivery_get(row.page, attempt.delivery.uid)))


class WebhookRotate(WebhookView):
    """A new signing secret for a webhook."""

    @describe(
        "webhook_rotate",
        "Give a webhook a new secret",
        answer=IssuedWebhookAnswer,
        example={**ISSUED_EXAMPLE, "previous_secret_until": "2026-11-22T10:02:00Z"},
        note="The new secret, `secret`, is in this answer only. Until `previous_secret_until`, a day from "
        "now, each delivery carries the signatures of both.",
    )
    def post(self, request: Request, page: str, webhook: str) -> Response:
        row = self.webhook_at(page, webhook)
        self.empty_body()
        secret = endpoints.webhook_rotate(webhook=row, by=self.actor)
        return self.answer(self.issued(self.webhook_at(page, webhook), secret))
