"""Components are granted to and taken from many viewers at once."""

from datetime import datetime

import pytest

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


def _touched() -> list[datetime]:
    return [
        row.updated_at
        for rows in (AudienceMember.objects.order_by("pk"), AudienceGroup.objects.order_by("pk"))
        for row in rows
    ]
