"""Granting metrics to members and groups of a restricted page."""

import pytest

from monitoring.models import Metric, MetricAudience
from monitoring.selectors import metrics_of_member
from monitoring.services import (
    audience_group_metrics_grant,
    audience_group_metrics_revoke,
    audience_member_metrics_grant,
    audience_member_metrics_revoke,
    metric_delete,
)
from statuspage.exceptions import Invalid
from statuspage.models import AudienceGroup, AudienceMember, Event, Page
from statuspage.services import audience_member_delete
from tests.statuspage.making import BY

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(page: Page) -> AudienceMember:
    return AudienceMember.objects.create(page=page, email="vera@customer.example")


@pytest.fixture
def group(page: Page) -> AudienceGroup:
    return AudienceGroup.objects.create(page=page, name="Customers")


@pytest.fixture
def metrics(page: Page) -> list[Metric]:
    return [Metric.objects.create(page=page, name=name, position=n) for n, name in enumerate("abc")]


def names(viewer: AudienceMember | AudienceGroup) -> list[str]:
    return list(viewer.metric_audience.order_by("metric__position").values_list("metric__name", flat=True))


def test_it_grants_more_or_others_and_revokes_some_or_all(
    member: AudienceMember, group: AudienceGroup, metrics: list[Metric]
) -> None:
    for count in (1, 2):
        audience_member_metrics_grant(member=member, metrics=metrics[:count], by=BY)
        audience_group_metrics_grant(group=group, metrics=metrics[:count], by=BY)
    assert names(member) == names(group) == ["a", "b"]
    audience_member_metrics_grant(member=member, metrics=metrics[1:], replace=True, by=BY)
    audience_group_metrics_grant(group=group, metrics=metrics[1:], replace=True, by=BY)
    assert names(member) == names(group) == ["b", "c"]
    audience_member_metrics_revoke(member=member, metrics=[], by=BY)
    audience_member_metrics_revoke(member=member, metrics=metrics[:2], by=BY)
    audience_group_metrics_revoke(group=group, metrics=metrics[:2], by=BY)
    assert names(member) == names(group) == ["c"]
    audience_member_metrics_revoke(member=member, metrics=None, by=BY)
    audience_group_metrics_revoke(group=group, metrics=None, by=BY)
    assert names(member) == names(group) == []
    told = Event.objects.filter(kind="audience.member_updated").order_by("sequence")
    assert [len((event.after or {})["metrics"]) for event in told] == [1, 2, 2, 1, 0]
    assert Event.objects.filter(kind="audience.group_updated").count() == 5


def test_it_takes_effect_at_once_through_groups_too(
    member: AudienceMember, group: AudienceGroup, metrics: list[Metric]
) -> None:
    member.groups.add(group)
    audience_group_metrics_grant(group=group, metrics=metrics[:1], by=BY)
    assert metrics_of_member(member) == frozenset({metrics[0].pk})
    audience_group_metrics_revoke(group=group, metrics=None, by=BY)
    assert metrics_of_member(member) == frozenset()


def test_it_grants_nothing_where_one_is_not_of_the_page(
    other_page: Page, member: AudienceMember, metrics: list[Metric]
) -> None:
    metric_delete(metric=metrics[1], by=BY)
    metrics[1].refresh_from_db()
    for wrong in (metrics[1], Metric.objects.create(page=other_page, name="foreign")):
        with pytest.raises(Invalid) as refused:
            audience_member_metrics_grant(member=member, metrics=[metrics[0], wrong], by=BY)
        assert [error.pointer for error in refused.value.errors] == ["/metrics/1"]
    assert names(member) == []


def test_it_forgets_the_grants_of_who_goes(member: AudienceMember, metrics: list[Metric]) -> None:
    audience_member_metrics_grant(member=member, metrics=metrics, by=BY)
    audience_member_delete(member=member, by=BY)
    assert not MetricAudience.objects.exists()
    assert Metric.living.count() == 3
