"""Trying a channel out."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.native.channels.views import ChannelView
from api.native.deliveries.answers import TEST_EXAMPLE, DeliveryAnswer, delivery_answer
from api.native.schema.describe import describe
from webhooks.selectors.deliveries import delivery_get
from webhooks.services import channels as services
from webhooks.services.sending import delivery_send_now


class ChannelTest(ChannelView):
    """Try a channel out."""

    # The try waits for the other service: a transaction around it would hold the database meanwhile.
    keeps_answers = False

    @describe(
        "channel_test",
        "Send a test to a channel",
        answer=DeliveryAnswer,
        example=TEST_EXAMPLE,
        note="Sends a test message now, once, also to a channel that is switched off, and answers what the "
        "service said.",
    )
    def post(self, request: Request, page: str, channel: str) -> Response:
        row = self.channel_at(page, channel)
        self.empty_body()
        delivery = services.channel_test(channel=row, by=self.actor)
        delivery_send_now(delivery=delivery)
        return self.answer(delivery_answer(delivery_get(row.page, delivery.uid)))
