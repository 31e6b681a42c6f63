"""What was sent, in the dashboard."""

from typing import Any

import pytest
from django.test import Client

from incidents.services import incident_open, incident_update
from statuspage.models import Event, Membership, Page, PageRole, User
from tests.receiver import Receiver, Reply, receiver_run
from tests.webhooks.making import (
    BY,
    NOW,
    make_channel,
    make_delivery,
    make_endpoint,
    make_event,
    make_visitor,
)
from webhooks.models import Attempt, Delivery

PATHS = (
    "/dashboard/pages/status/deliveries/",
    "/dashboard/pages/status/webhooks/",
    "/dashboard/pages/status/channels/",
    "/dashboard/pages/status/audience/",
)


@pytest.fixture
def parked(page: Page) -> Delivery:
    endpoint = make_endpoint(page, last_error="The endpoint answered 500.")
    delivery = make_delivery(
        endpoint, make_event(page), state="parked", next_attempt_at=None, tries=10, finished_at=NOW
    )
    Attempt.objects.create(
        delivery=delivery,
        number=10,
        at=NOW,
        status=500,
        duration_ms=41,
        error="The endpoint answered 500.",
        answer="<b>oops</b>",
    )
    return delivery


@pytest.mark.parametrize("path", PATHS)
def test_it_shows_the_team_and_nobody_else(
    client: Client, page: Page, teammate: User, outsider: User, path: str
) -> None:
    assert client.get(path).status_code == 302
    client.force_login(outsider)
    assert client.get(path).status_code == 404
    client.force_login(teammate)
    assert client.get(path).status_code == 404
    PageRole.objects.create(membership=teammate.memberships.get(), page=page)
    assert client.get(path).status_code == 200


def test_it_lists_what_was_sent_with_its_last_error(client: Client, owner: User, parked: Delivery) -> None:
    client.force_login(owner)
    content = client.get(PATHS[0]).content.decode()
    assert "component.updated: Component" in content
    assert "The endpoint answered 500." in content
    assert parked.uid in content
    assert parked.uid not in client.get(f"{PATHS[0]}?state=delivered").content.decode()
    assert parked.uid in client.get(f"{PATHS[0]}?state=nonsense&within=1&page=x").content.decode()


def test_it_lists_many_with_the_queries_of_few(
    client: Client, owner: User, page: Page, parked: Delivery, django_assert_num_queries: Any
) -> None:
    client.force_login(owner)
    for _ in range(60):
        make_delivery(parked.subscription, make_event(page))
    with django_assert_num_queries(13):
        content = client.get(PATHS[0]).content.decode()
    assert parked.uid not in content
    assert parked.uid in client.get(f"{PATHS[0]}?page=2").content.decode()


def test_it_shows_each_try_with_its_answer_escaped_D12(client: Client, owner: User, parked: Delivery) -> None:
    client.force_login(owner)
    content = client.get(f"{PATHS[0]}{parked.uid}/").content.decode()
    assert "&lt;b&gt;oops&lt;/b&gt;" in content
    assert "41 ms" in content
    assert "Send again" in content


def test_it_shows_no_link_that_acts_for_somebody_else(client: Client, owner: User, page: Page) -> None:
    client.force_login(owner)
    row = make_delivery(make_visitor(page), kind="confirmation", body=b"/subscribe/confirm/abc")
    content = client.get(f"{PATHS[0]}{row.uid}/").content.decode()
    assert "/subscribe/confirm/abc" not in content
    assert "Not shown" in content


def test_it_sends_one_again(client: Client, owner: User, parked: Delivery) -> None:
    client.force_login(owner)
    answer = client.post(f"{PATHS[0]}{parked.uid}/redeliver/", follow=True)
    assert "It is being sent again" in answer.content.decode()
    parked.refresh_from_db()
    assert parked.state == "pending"
    assert Event.objects.filter(kind="delivery.redelivered", actor_uid=owner.uid).count() == 1


def test_it_sends_a_range_again(client: Client, owner: User, parked: Delivery) -> None:
    client.force_login(owner)
    Delivery.objects.filter(pk=parked.pk).update(created_at=NOW)
    span = {"since": "2026-05-01T11:00", "until": "2026-05-01T13:00", "state": "parked"}
    answer = client.post(f"{PATHS[0]}redeliver/", span, follow=True)
    assert "1 delivery is being sent again." in answer.content.decode()
    answer = client.post(f"{PATHS[0]}redeliver/", {**span, "until": "nonsense"}, follow=True)
    assert "Give two times" in answer.content.decode()


def test_it_sends_again_what_was_ticked(client: Client, owner: User, page: Page, parked: Delivery) -> None:
    client.force_login(owner)
    test = make_delivery(
        parked.subscription, make_event(page), kind="test", state="parked", next_attempt_at=None
    )
    sent = {"pick": [parked.uid, test.uid, "aaaaaaaaaaaa"]}
    content = client.post(f"{PATHS[0]}redeliver/picked/", sent, follow=True).content.decode()
    assert "1 delivery is being sent again." in content
    assert "Confirmations and tests are not sent again" in content
    parked.refresh_from_db()
    assert parked.state == "pending"


def test_it_lets_a_plain_member_look_but_not_act(client: Client, teammate: User, parked: Delivery) -> None:
    PageRole.objects.create(membership=teammate.memberships.get(), page=parked.page)
    client.force_login(teammate)
    assert "Send again" not in client.get(f"{PATHS[0]}{parked.uid}/").content.decode()
    assert client.post(f"{PATHS[0]}{parked.uid}/redeliver/").status_code == 403
    assert client.post(f"{PATHS[0]}redeliver/").status_code == 403
    Membership.objects.filter(user=teammate).update(role="admin")
    assert client.post(f"{PATHS[0]}{parked.uid}/redeliver/").status_code == 302


def test_it_tells_what_a_webhook_really_answered(client: Client, owner: User, page: Page) -> None:
    client.force_login(owner)
    with receiver_run() as receiver:
        endpoint = make_endpoint(page, receiver.address())
        path = f"{PATHS[1]}{endpoint.uid}/test/"
        assert "It answered 200." in client.post(path, follow=True).content.decode()
        assert_test(receiver)
        receiver.answer = lambda _request: Reply(500, body=b"<i>no</i>")
        content = client.post(path, follow=True).content.decode()
    assert "The test was not delivered. The endpoint answered 500." in content


def assert_test(receiver: Receiver) -> None:
    (request,) = receiver.requests
    assert b'"webhook.test"' in request.body
    assert "webhook-signature" in request.headers


def test_it_counts_who_would_be_told(client: Client, owner: User, page: Page) -> None:
    client.force_login(owner)
    make_visitor(page)
    content = client.get(PATHS[3]).content.decode()
    assert '<p class="figure">1</p>' in content


def test_it_says_whose_next_update_is_silent(client: Client, owner: User, page: Page) -> None:
    client.force_login(owner)
    make_visitor(page)
    incident = incident_open(page=page, name="Slow", by=BY, now=NOW)
    assert "its next update tells 1 visitor<" in client.get(PATHS[3]).content.decode()
    incident_update(incident=incident, changes={"notify": False}, by=BY, now=NOW)
    content = client.get(PATHS[3]).content.decode()
    assert "its next update is silent" in content
    assert "its next update tells" not in content


@pytest.mark.parametrize("named", [True, False])
def test_it_shows_where_each_leads_without_its_secret(
    client: Client, owner: User, page: Page, named: bool
) -> None:
    client.force_login(owner)
    make_endpoint(page, "https://hooks.acme.example:8443/secret", name="Ours" if named else "")
    assert client.get(PATHS[1]).content.decode().count(":8443/…") == (1 if named else 2)
    make_channel(page, address="https://chat.acme.example:8065/hooks/secret", kind="slack")
    make_channel(page, kind="ntfy", address="", config={"server": "https://ntfy.acme.example:2586"})
    content = client.get(PATHS[2]).content.decode()
    assert "Slack · https://chat.acme.example:8065/…" in content
    assert "ntfy · https://ntfy.acme.example:2586/…" in content
    assert "secret" not in content
