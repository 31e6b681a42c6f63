from datetime import timedelta

import pytest

from statuspage.models import StatusPeriod
from statuspage.selectors.packing import pieces_packed
from statuspage.uptime import pieces
from tests.statuspage.making import NOW, make_component, make_page

pytestmark = pytest.mark.django_db


def test_the_database_packs_periods_to_the_microsecond() -> None:
    page = make_page()
    one, two, none = (make_component(page, name, status=None) for name in ("one", "two", "none"))
    edge = NOW
    for row in (one, two):
        for step in (
            timedelta(microseconds=1),
            timedelta(seconds=1),
            timedelta(days=40, microseconds=999_999),
        ):
            StatusPeriod.objects.create(component=row, status="operational", started=edge, ended=edge + step)
            edge += step
        StatusPeriod.objects.create(component=row, status="unknown", started=edge)
        edge += timedelta(microseconds=120)
    packed = pieces_packed([one.pk, two.pk, none.pk], NOW, edge)
    for row in (one, two, none):
        assert sorted(packed[row.pk]) == pieces(row.periods.filter(started__lt=edge).order_by("started"))
    assert len(packed[one.pk]) == 4


def test_it_leaves_out_what_does_not_touch_the_window() -> None:
    component = make_component(make_page())
    assert pieces_packed([component.pk], NOW - timedelta(days=2), NOW) == {component.pk: []}
    assert len(pieces_packed([component.pk], NOW, NOW + timedelta(seconds=1))[component.pk]) == 1
    assert pieces_packed([], NOW, NOW) == {}
