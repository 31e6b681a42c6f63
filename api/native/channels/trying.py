"""Trying a channel out."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.native.channels.views import ChannelView
from api.native.deliveries.answers import TEST_EXAMPLE, DeliveryAnswer, delivery_answer
from api.native.schema.describe import describe
from webhooks.selectors.deliveries import delivery_get
from webhooks.services import channels as services
from webhooks.services.sending import tryout_send


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
        "service said within five seconds. One test at a time: while another waits for its answer, 429 "
        "(`test_in_progress`) and nothing is sent.",
    )
    def post(self, request: Request, page: str, channel: str) -> Response:
        row = self.channel_at(page, channel)
        self.empty_body()
        attempt = tryout_send(test=lambda: services.channel_test(channel=row, by=self.actor))
        return self.answer(delivery_answer(delivery_get(row.page, attempt.delivery.uid)))
