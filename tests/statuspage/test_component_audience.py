"""Components are granted to and taken from many viewers at once."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.models import AudienceGroup, AudienceMember, Event, Page
from statuspage.services import components_audience_grant, components_audience_revoke
from tests.statuspage.making import BY, make_component

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(page: Page) -> list[AudienceMember]:
    return [AudienceMember.objects.create(page=page, email=f"{n}@customer.example") for n in range(3)]


@pytest.fixture
def groups(page: Page) -> list[AudienceGroup]:
    return [AudienceGroup.objects.create(page=page, name=name) for name in ("Customers", "Partners")]


def test_it_touches_whom_components_are_taken_from(
    page: Page, members: list[AudienceMember], groups: list[AudienceGroup]
) -> None:
    parts = [make_component(page, name) for name in "ab"]
    components_audience_grant(components=parts, members=members[1:], groups=groups[1:], by=BY)
    before = _touched()
    components_audience_revoke(components=parts, members=True, groups=True, by=BY)
    assert [was < is_now for was, is_now in zip(before, _touched(), strict=True)] == [
        *(False, True, True),
        *(False, True),
    ]
    told = Event.objects.filter(kind="audience.component_revoked").order_by("sequence")
    taken = {"members": [members[1].uid, members[2].uid], "groups": [groups[1].uid]}
    assert [(event.subject_uid, event.before) for event in told] == [(part.uid, taken) for part in parts]
    before = _touched()
    components_audience_revoke(components=parts, members=True, groups=True, by=BY)
    assert before == _touched()


def test_it_asks_as_often_for_many_components_as_for_few(
    page: Page, members: list[AudienceMember], groups: list[AudienceGroup]
) -> None:
    asked: list[tuple[int, int]] = []
    for count in (2, 5):
        parts = [make_component(page, f"{count}-{number}") for number in range(count)]
        with CaptureQueriesContext(connection) as granting:
            components_audience_grant(components=parts, members=members, groups=groups, by=BY)
        assert {part.audience_members.count() for part in parts} == {3}
        assert {part.audience_groups.count() for part in parts} == {2}
        with CaptureQueriesContext(connection) as revoking:
            components_audience_revoke(components=parts, members=True, groups=True, by=BY)
        assert not any(part.audience_members.exists() for part in parts)
        asked.append((len(granting), len(revoking)))
    assert asked[0] == asked[1], asked


def test_it_touches_only_who_is_granted_what_they_had_not(
    page: Page, members: list[AudienceMember], groups: list[AudienceGroup]
) -> None:
    parts = [make_component(page, name) for name in "ab"]
    components_audience_grant(components=parts[:1], members=members[:1], groups=groups, by=BY)
    components_audience_grant(components=parts, groups=groups[:1], by=BY)
    before = _touched()
    components_audience_grant(components=[*parts[:1], *parts], members=members[:2], groups=groups[:1], by=BY)
    assert [was < is_now for was, is_now in zip(before, _touched(), strict=True)] == [
        *(True, True, False),
        *(False, False),
    ]
    told = Event.objects.filter(kind="audience.component_granted").order_by("sequence")
    assert [(event.subject_uid, event.after) for event in told][-2:] == [
        (parts[0].uid, {"members": [members[1].uid], "groups": []}),
        (parts[1].uid, {"members": [members[0].uid, members[1].uid], "groups": []}),
    ]


def _touched() -> list[datetime]:
    return [
        row.updated_at
        for rows in (AudienceMember.objects.order_by("pk"), AudienceGroup.objects.order_by("pk"))
        for row in rows
    ]
