"""Subscribers in the dashboard."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from statuspage.models import Component, Event, Page
from tests.web.dashboard.conftest import BY, As
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_add, subscriber_quarantine, subscriber_unsubscribe

ROOT = "/dashboard/pages/status/subscribers/"
LIST = "address,components\nvera@visitors.example,\nnew@visitors.example,rest-api\nno-address,\n"


@pytest.fixture
def vera(page: Page) -> Subscription:
    """Told of the whole page, and confirmed."""
    return _add(page, "vera@visitors.example", skip_confirmation=True)


def _add(page: Page, address: str, **more: object) -> Subscription:
    return subscriber_add(page=page, kind="email", address=address, by=BY, **more)  # type: ignore[arg-type]


def _listed(client: Client, query: str = "") -> set[str]:
    html = client.get(f"{ROOT}?{query}").content.decode()
    return {part.partition("<")[0].partition("@")[0] for part in html.split('/"><bdi>')[1:]}


def test_it_is_narrowed_by_all_that_one_looks_for(
    as_: As, page: Page, vera: Subscription, component: Component
):
    _add(page, "asked@visitors.example", scope="components", components=[component])
    subscriber_quarantine(
        subscription=_add(page, "full@visitors.example", skip_confirmation=True), reason="Mailbox full."
    )
    subscriber_unsubscribe(subscription=_add(page, "gone@visitors.example"), by=BY)
    client = as_("reader")
    for query, names in (
        ("", {"vera", "asked", "full"}),
        ("state=active", {"vera"}),
        ("state=unconfirmed", {"asked"}),
        ("state=quarantined", {"full"}),
        ("state=unsubscribed", {"gone"}),
        ("scope=components", {"asked"}),
        (f"component={component.uid}&state=active", {"vera"}),
        ("kind=slack", set()),
        ("q=VERA", {"vera"}),
        ("sort=address", {"vera", "asked", "full"}),
        ("state=x&kind=y&scope=z", {"vera", "asked", "full"}),
    ):
        assert _listed(client, query) == names, query
    html = client.get(f"{ROOT}?state=quarantined").content.decode()
    assert "Mailbox full." in html
    assert 'name="pick"' not in html


def test_somebody_is_added_changed_asked_again_and_removed(as_: As, page: Page, component: Component):
    client = as_("page_configuration")
    sent = {"kind": "email", "address": "a@visitors.example", "scope": "components"}
    refused = client.post(f"{ROOT}new/", sent)
    assert refused.status_code == 422
    assert "Choose at least one component." in refused.content.decode()
    assert not Subscription.objects.exists()
    made = client.post(f"{ROOT}new/", {**sent, "component": component.uid, "language": "en"})
    row = Subscription.objects.get()
    assert made["Location"] == f"{ROOT}{row.uid}/"
    assert (row.state, row.scope) == ("unconfirmed", "components")
    one = f"{ROOT}{row.uid}/"
    again = client.post(f"{one}ask/", follow=True).content.decode()
    assert "wait before asking again" in again
    client.post(one, {"scope": "page", "digest": "daily", "language": "en"})
    row.refresh_from_db()
    assert (row.scope, row.digest, row.components.count()) == ("page", "daily", 0)
    client.post(f"{one}remove/")
    row.refresh_from_db()
    assert (row.state, row.removed) == ("unsubscribed", True)
    assert {"subscription.created", "subscription.updated", "subscription.deleted"} <= set(
        Event.objects.filter(actor_label="Page_configuration").values_list("kind", flat=True)
    )
    assert client.post(one, {"scope": "page"}).status_code == 422


def test_several_are_acted_on_and_removed_only_when_one_is_sure(as_: As, page: Page, vera: Subscription):
    other = _add(page, "other@visitors.example")
    for row in (vera, other):
        subscriber_quarantine(subscription=row, reason="Full.")
    client, both = as_("page_configuration"), [vera.uid, other.uid, "x" * 12]
    done = client.post(f"{ROOT}picked/", {"pick": both, "act": "reactivate"}, follow=True)
    assert "2 subscribers are told again." in done.content.decode()
    vera.refresh_from_db()
    assert vera.state == "active"
    asks = client.post(f"{ROOT}picked/", {"pick": both, "act": "remove"})
    assert "these 2 subscribers" in asks.content.decode()
    vera.refresh_from_db()
    assert vera.state == "active"
    client.post(f"{ROOT}picked/", {"pick": both, "act": "remove", "sure": "yes"})
    assert set(Subscription.objects.values_list("state", flat=True)) == {"unsubscribed"}
    refused = client.post(f"{ROOT}picked/", {"pick": both, "act": "remove", "sure": "yes"}, follow=True)
    assert "Nobody was chosen" in refused.content.decode()


def test_a_list_is_looked_at_before_it_is_taken_in(
    as_: As, page: Page, vera: Subscription, component: Component
):
    client = as_("page_configuration")
    file = SimpleUploadedFile("list.csv", LIST.encode("utf-8-sig"))
    shown = client.post(f"{ROOT}import/", {"file": file}).content.decode()
    assert "<dt>Would be added</dt><dd>1</dd>" in shown
    assert "<dt>Known already</dt><dd>1</dd>" in shown
    assert "This must be an e-mail address." in shown
    assert "Import 1 subscriber" in shown
    assert Subscription.objects.count() == 1
    done = client.post(
        f"{ROOT}import/", {"csv": LIST, "act": "import", "asked": "no", "once": "t1"}, follow=True
    )
    assert "1 subscriber was added; 1 was known already; 1 line was left out." in done.content.decode()
    added = Subscription.objects.get(address="new@visitors.example")
    assert (added.state, [*added.components.all()]) == ("active", [component])
    for wrong in ({"csv": "name\nVera"}, {"file": SimpleUploadedFile("x.csv", b"\xff\xfe\x00")}, {}):
        assert client.post(f"{ROOT}import/", wrong).status_code == 422


def test_the_list_goes_out_harmless_and_journaled(as_: As, page: Page, vera: Subscription):
    _add(page, "=1+1@visitors.example")
    answer = as_("page_configuration").post(f"{ROOT}export/")
    assert answer["Content-Disposition"] == 'attachment; filename="subscribers-status.csv"'
    assert "no-store" in answer["Cache-Control"]
    addresses = [line["address"] for line in csv.DictReader(io.StringIO(answer.content.decode()))]
    assert addresses == ["vera@visitors.example", "'=1+1@visitors.example"]
    assert Event.objects.get(kind="subscription.exported").actor_label == "Page_configuration"


def test_addresses_that_are_secrets_are_masked(as_: As, page: Page):
    hook = "https://hooks.slack.com/services/T0/B0/hidden"
    row = subscriber_add(page=page, kind="slack", address=hook, skip_confirmation=True, by=BY)
    client = as_("owner")
    for path in (ROOT, f"{ROOT}{row.uid}/"):
        html = client.get(path).content.decode()
        assert "hooks.slack.com" in html
        assert "hidden<" not in html
        assert "B0" not in html


def test_one_of_another_page_is_not_there(as_: As, other_page: Page, page: Page):
    theirs = _add(other_page, "theirs@visitors.example")
    client = as_("owner")
    for path in ("", "ask/", "reactivate/", "remove/"):
        assert client.post(f"{ROOT}{theirs.uid}/{path}").status_code == 404
    client.post(f"{ROOT}picked/", {"pick": theirs.uid, "act": "remove", "sure": "yes"})
    theirs.refresh_from_db()
    assert theirs.state == "unconfirmed"


def test_it_asks_as_often_for_many(as_: As, page: Page, vera: Subscription, component: Component):
    client = as_("owner")
    _add(page, "parts@visitors.example", scope="components", components=[component])
    client.get(ROOT)
    with CaptureQueriesContext(connection) as few:
        client.get(ROOT)
    for number in range(5):
        _add(page, f"v{number}@visitors.example", scope="components", components=[component])
    with CaptureQueriesContext(connection) as many:
        assert len(_listed(client)) == 7
    assert len(many) == len(few)
