from api.statuspage.management.routing import at
from api.statuspage.management.subscribers.of_incidents import (
    IncidentSubscriber,
    IncidentSubscribers,
    ResendIncidentConfirmation,
)
from api.statuspage.management.subscribers.views import (
    Count,
    Histogram,
    Reactivate,
    ResendConfirmation,
    ResendConfirmations,
    Subscriber,
    Subscribers,
    Unsubscribe,
    Unsubscribed,
)

_PAGE = "pages/<uid:page_id>/subscribers"
_INCIDENT = "pages/<uid:page_id>/incidents/<uid:incident_id>/subscribers"

urlpatterns = [
    *at(_PAGE, Subscribers),
    *at(f"{_PAGE}/resend_confirmation", ResendConfirmations),
    # Some of these words could be an id.
    *at(f"{_PAGE}/unsubscribe", Unsubscribe),
    *at(f"{_PAGE}/unsubscribed", Unsubscribed),
    *at(f"{_PAGE}/reactivate", Reactivate),
    *at(f"{_PAGE}/count", Count),
    *at(f"{_PAGE}/histogram_by_state", Histogram),
    *at(f"{_PAGE}/<uid:subscriber_id>", Subscriber),
    *at(f"{_PAGE}/<uid:subscriber_id>/resend_confirmation", ResendConfirmation),
    *at(_INCIDENT, IncidentSubscribers),
    *at(f"{_INCIDENT}/<uid:subscriber_id>", IncidentSubscriber),
    *at(f"{_INCIDENT}/<uid:subscriber_id>/resend_confirmation", ResendIncidentConfirmation),
]
