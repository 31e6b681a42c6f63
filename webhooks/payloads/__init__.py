"""Bodies for machines and for visitors' endpoints: what leaves as bytes."""

from webhooks.payloads.examples import example_payload
from webhooks.payloads.standard import event_for_test, standard_body, standard_payload, standard_test_body
from webhooks.payloads.statuspage import statuspage_body, statuspage_test_body

__all__ = [
    "event_for_test",
    "example_payload",
    "standard_body",
    "standard_payload",
    "standard_test_body",
    "statuspage_body",
    "statuspage_test_body",
]
