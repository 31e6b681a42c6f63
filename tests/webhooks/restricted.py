"""A restricted page with something that its member sees and something that is others'."""

import json
from typing import Any

from statuspage.models import AudienceMember, Component, Page
from statuspage.services import component_create
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks.models import Delivery, Subscription

SEEN = "Storefront"
OTHERS = "Payroll"


def restrict(page: Page) -> Page:
    page.visibility = "restricted"
    page.save(update_fields=["visibility"])
    return page


def make_components(page: Page) -> tuple[Component, Component]:
    """What the member sees, and what others do."""
    seen, others = (component_create(page=page, name=name, by=BY, now=NOW) for name in (SEEN, OTHERS))
    return seen, others


def make_member(page: Page, *components: Component, name: str = "mona") -> AudienceMember:
    row = AudienceMember.objects.create(page=page, email=f"{name}@members.example")
    row.components.set(components)
    return row


def make_readers(page: Page, member: AudienceMember, **fields: Any) -> list[Subscription]:
    """The member by mail, by a chat and by a webhook."""
    return [
        make_visitor(page, member.email, audience_member=member, **fields),
        make_visitor(
            page,
            "https://hooks.slack.com/services/T0/B0/x",
            kind="slack",
            audience_member=member,
        ),
        make_visitor(page, "https://member.example.com/", kind="webhook", audience_member=member),
    ]


def said(*readers: Subscription) -> list[str]:
    """All that is on its way to them, as text."""
    rows = Delivery.objects.filter(subscription__in=readers).select_related("letter").order_by("pk")
    return [bytes(row.letter.body).decode() + json.dumps(row.letter.message) for row in rows]
