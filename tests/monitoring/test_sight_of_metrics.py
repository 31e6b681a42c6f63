"""What a member of a restricted page sees of its metrics."""

from typing import Any

import pytest

from monitoring.models import Metric, MetricAudience
from monitoring.selectors import (
    metric_uids_of_audience_groups,
    metrics_granted_to,
    metrics_of_member,
    sight_with_metrics,
)
from monitoring.services import metric_delete
from statuspage.models import AudienceGroup, AudienceMember, Page
from statuspage.selectors import sight_of_member
from statuspage.sight import WHOLE
from tests.statuspage.making import BY

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(page: Page) -> AudienceMember:
    return AudienceMember.objects.create(page=page, email="viewer@customer.example")


@pytest.fixture
def metrics(page: Page, member: AudienceMember) -> dict[str, Metric]:
    group = AudienceGroup.objects.create(page=page, name="Customers")
    member.groups.add(group)
    made = {
        name: Metric.objects.create(page=page, name=name, position=position)
        for position, name in enumerate(("own", "shared", "both", "foreign"))
    }
    for name in ("own", "both"):
        MetricAudience.objects.create(metric=made[name], member=member)
    for name in ("both", "shared"):
        MetricAudience.objects.create(metric=made[name], group=group)
    return made


def test_it_adds_the_metrics_that_were_granted(
    page: Page, member: AudienceMember, metrics: dict[str, Metric]
) -> None:
    theirs = frozenset(metrics[name].pk for name in ("own", "shared", "both"))
    sight = sight_of_member(member)
    assert sight.metrics == frozenset()
    assert sight_with_metrics(sight, page).metrics == theirs == metrics_of_member(member)
    assert [row.name for row in metrics_granted_to(member)] == ["own", "shared", "both"]


def test_it_leaves_out_what_was_deleted(
    page: Page, member: AudienceMember, metrics: dict[str, Metric]
) -> None:
    for name in ("own", "shared"):
        metric_delete(metric=metrics[name], by=BY)
    assert sight_with_metrics(sight_of_member(member), page).metrics == frozenset({metrics["both"].pk})
    metric_delete(metric=metrics["both"], by=BY)
    assert sight_with_metrics(sight_of_member(member), page).metrics == frozenset()


@pytest.mark.usefixtures("metrics")
def test_it_leaves_alone_what_others_see_and_shows_nothing_of_other_pages(
    page: Page, other_page: Page, member: AudienceMember
) -> None:
    assert sight_with_metrics(WHOLE, page) == WHOLE
    assert sight_with_metrics(sight_of_member(member), other_page).metrics == frozenset()


@pytest.mark.usefixtures("metrics")
def test_it_asks_once(page: Page, member: AudienceMember, django_assert_num_queries: Any) -> None:
    sight = sight_of_member(member)
    with django_assert_num_queries(1):
        sight_with_metrics(sight, page)


def test_it_names_the_metrics_of_groups_in_one_query(
    page: Page, metrics: dict[str, Metric], django_assert_num_queries: Any
) -> None:
    groups = [AudienceGroup.objects.get(page=page), AudienceGroup.objects.create(page=page, name="Empty")]
    with django_assert_num_queries(1):
        assert metric_uids_of_audience_groups(groups) == {
            groups[0].pk: [metrics["shared"].uid, metrics["both"].uid]
        }
