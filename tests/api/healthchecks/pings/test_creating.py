"""`create=1`: a check that begins with its first ping."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from pytest_django import Settings

from monitoring.models import Check, Ping
from monitoring.selectors import check_get
from monitoring.services import check_delete
from statuspage.models import Event, Page
from tests.monitoring.making import BY, make_check
from tests.rows import each
from tests.webhooks.making import make_channel
from webhooks.models import ChannelAssignment
from webhooks.services.channels import channel_delete


@pytest.mark.django_db
def test_it_makes_a_check_with_all_channels(client: Client, page: Page, other_page: Page) -> None:
    channels = [make_channel(page, name=name) for name in ("Day", "Night")]
    channel_delete(channel=make_channel(page, name="Gone"), by=BY)
    make_channel(other_page, name="Theirs")
    answer = client.get(f"/ping/{page.ping_key}/new-job/fail?create=1")
    assert (answer.status_code, answer.content) == (201, b"Created")
    check = Check.objects.get()
    assert (check.page, check.name, check.slug, check.state) == (page, "new-job", "new-job", "down")
    assert (check.period_seconds, check.grace_seconds, check.kind) == (86_400, 3600, "heartbeat")
    assigned = ChannelAssignment.objects.filter(check_row=check).values_list("subscription", flat=True)
    assert set(assigned) == {channel.pk for channel in channels}
    assert Ping.objects.get().check_row == check
    created = Event.objects.get(kind="check.created")
    assert (created.actor_kind, created.actor_label) == ("system", "ping")

    again = client.get(f"/ping/{page.ping_key}/new-job?create=1")
    assert (again.status_code, again.content) == (200, b"OK")
    assert Check.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("create", ["", "?create=0", "?create=true", "?create="])
def test_it_makes_nothing_unasked(client: Client, page: Page, create: str) -> None:
    assert client.get(f"/ping/{page.ping_key}/new-job{create}").status_code == 404
    assert not Check.objects.exists()


@pytest.mark.django_db
def test_the_slug_of_a_check_of_another_kind_stays_its_own(client: Client, page: Page) -> None:
    probed = make_check(page, slug="website")
    for _again in range(2):
        answer = client.get(f"/ping/{page.ping_key}/website?create=1")
        assert (answer.status_code, answer.content) == (409, b"ambiguous slug")
    assert check_get(page, "website") == probed
    assert Check.objects.count() == 1
    check_delete(check=probed, by=BY)
    assert client.get(f"/ping/{page.ping_key}/website?create=1").status_code == 201


@pytest.mark.django_db
def test_it_takes_up_to_twice_the_limit(client: Client, page: Page, settings: Settings) -> None:
    settings.CANDOR_CHECK_LIMIT = 2
    make_check(page)
    told = [client.get(f"/ping/{page.ping_key}/job-{n}?create=1") for n in range(4)]
    assert [answer.status_code for answer in told] == [201, 201, 201, 404]
    assert told[-1].content == b"not found"
    assert client.get(f"/ping/{page.ping_key}/job-0?create=1").status_code == 200


@pytest.mark.django_db
def test_the_slug_of_a_deleted_check_begins_anew(client: Client, page: Page) -> None:
    client.get(f"/ping/{page.ping_key}/job?create=1")
    check_delete(check=Check.objects.get(), by=BY)
    assert client.get(f"/ping/{page.ping_key}/job").status_code == 404
    assert client.get(f"/ping/{page.ping_key}/job?create=1").status_code == 201
    assert client.get(f"/ping/{page.ping_key}/job").status_code == 200


@pytest.mark.django_db
@each("slug", ["a", "_", "-job-", "a_b", "9", "a" * 100])
def test_every_slug_of_the_contract_can_be_made(client: Client, page: Page, slug: str) -> None:
    assert client.get(f"/ping/{page.ping_key}/{slug}?create=1").status_code == 201
    assert client.get(f"/ping/{page.ping_key}/{slug}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one(page: Page) -> None:
    def ping(_: int) -> int:
        try:
            return Client().get(f"/ping/{page.ping_key}/race?create=1").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(ping, range(8)))
    assert told == [200] * 7 + [201]
    assert Check.objects.count() == 1
    assert sorted(Ping.objects.values_list("n", flat=True)) == list(range(1, 9))
