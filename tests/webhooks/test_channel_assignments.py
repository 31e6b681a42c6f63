"""Which checks tell which channels."""

import pytest

from monitoring.models import Check
from statuspage.exceptions import Invalid
from statuspage.models import Event, Page
from tests.webhooks.making import BY, NOW, make_channel, make_delivery, make_endpoint
from tests.webhooks.test_channels import new_check
from webhooks.models import ChannelAssignment
from webhooks.selectors.channels import channels_of_checks
from webhooks.services import channels as services
from webhooks.vocabulary import DeliveryState, Told


def test_it_makes_a_check_together_with_its_channels(page: Page) -> None:
    night, day = make_channel(page, name="Night"), make_channel(page, name="Day")
    check = new_check(page, channels=[night, day])
    assert channels_of_checks([check]) == {check.pk: [day.uid, night.uid]}


def test_it_makes_no_check_where_a_channel_is_of_another_page_A04(page: Page, other_page: Page) -> None:
    with pytest.raises(Invalid) as refused:
        new_check(page, channels=[make_channel(page), make_channel(other_page)], interval_seconds=1)
    assert {error.pointer for error in refused.value.errors} == {"/channels/1", "/interval_seconds"}
    assert not Check.objects.exists()


def test_it_takes_nothing_but_channels(page: Page) -> None:
    with pytest.raises(Invalid):
        new_check(page, channels=[make_endpoint(page)])


def test_it_lets_go_of_what_is_no_longer_listed_and_keeps_where_the_rest_stands(page: Page) -> None:
    kept, gone, new = (make_channel(page, name=name) for name in ("kept", "gone", "new"))
    check = new_check(page, channels=[kept, gone])
    ChannelAssignment.objects.filter(subscription=kept).update(told=Told.DOWN)
    services.check_update_with_channels(
        check=check, changes={"name": "Renamed"}, channels=[new, kept], by=BY, now=NOW
    )
    assert channels_of_checks([check]) == {check.pk: [kept.uid, new.uid]}
    assert ChannelAssignment.objects.get(subscription=kept).told == Told.DOWN
    last = Event.objects.order_by("pk").last()
    assert last is not None
    assert last.after == {"channels": sorted([kept.uid, new.uid])}


def test_it_leaves_channels_alone_that_are_not_spoken_of(page: Page) -> None:
    channel = make_channel(page)
    check = new_check(page, channels=[channel])
    services.check_update_with_channels(check=check, changes={"name": "Renamed"}, by=BY, now=NOW)
    assert channels_of_checks([check]) == {check.pk: [channel.uid]}


def test_it_assigns_from_the_side_of_the_channel(page: Page, other_page: Page) -> None:
    channel, first, second = make_channel(page), new_check(page, "First"), new_check(page, "Second")
    services.channel_update(channel=channel, changes={"checks": [first]}, by=BY, now=NOW)
    services.channel_update(channel=channel, changes={"checks": [second, second]}, by=BY, now=NOW)
    assert channels_of_checks([first, second]) == {first.pk: [], second.pk: [channel.uid]}
    assert services.channel_object(channel)["checks"] == [second.uid]
    with pytest.raises(Invalid):
        services.channel_update(channel=channel, changes={"checks": [new_check(other_page)]}, by=BY, now=NOW)


def test_it_closes_what_a_channel_was_told_when_it_is_let_go(page: Page) -> None:
    kept, gone = make_channel(page, name="kept"), make_channel(page, name="gone")
    check = new_check(page, channels=[kept, gone])
    ChannelAssignment.objects.update(told=Told.DOWN, told_at=NOW, problem_uid="p" * 12)
    services.channels_assign(check=check, channels=[kept], by=BY, now=NOW)
    assert not kept.deliveries.exists()
    assert gone.deliveries.get().letter.message["thread"] == f"problem:{'p' * 12}"


def test_it_sends_a_channel_that_is_switched_off_nothing_but_the_end(page: Page) -> None:
    channel = make_channel(page)
    check = new_check(page, channels=[channel])
    ChannelAssignment.objects.update(told=Told.DOWN, told_at=NOW, problem_uid="p" * 12)
    delivery = make_delivery(channel)
    services.channel_update(channel=channel, changes={"enabled": False}, by=BY, now=NOW)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CANCELED
    [closing] = channel.deliveries.filter(next_attempt_at__isnull=False)
    assert closing.letter.message["headline"] == "API is no longer watched"
    assert ChannelAssignment.objects.get(check_row=check).told == Told.WELL
