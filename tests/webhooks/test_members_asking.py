"""Members of a restricted page ask to be told."""

from statuspage.actor import Actor
from statuspage.models import Page
from tests.webhooks.making import NOW, make_visitor
from tests.webhooks.restricted import make_components, make_member, restrict
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_add, subscriber_ask, subscriber_confirm

VISITOR = Actor.for_visitor("192.0.2.1")


def test_who_subscribed_before_asks_anew_as_a_member(page: Page) -> None:
    seen, _others = make_components(page)
    before = make_visitor(page, "mona@members.example")
    mona = make_member(restrict(page), seen)
    subscriber_ask(page=page, kind="email", address=mona.email, audience_member=mona, by=VISITOR, now=NOW)
    row = Subscription.objects.exclude(pk=before.pk).get()
    assert (row.audience_member, row.state) == (mona, "unconfirmed")
    subscriber_confirm(subscription=row, by=VISITOR, now=NOW)
    # The one of before tells of nothing while the page is restricted, and stays what its owner made it.
    assert set(Subscription.objects.values_list("state", flat=True)) == {"active"}


def test_the_team_gives_what_was_anybodys_to_the_member(page: Page) -> None:
    seen, _others = make_components(page)
    before = make_visitor(page, "mona@members.example")
    mona = make_member(restrict(page), seen)
    row = subscriber_add(page=page, kind="email", address=mona.email, by=Actor.system(), now=NOW)
    assert (row.pk, row.audience_member) == (before.pk, mona)
