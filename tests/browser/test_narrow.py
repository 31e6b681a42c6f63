"""A page on a phone: nothing breaks in the middle of a word, and no label covers a curve."""

from datetime import timedelta

import pytest
from django.utils import timezone

from monitoring import services as monitoring
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
PHONE = {"viewport": {"width": 340, "height": 700}}


@pytest.mark.parametrize("window", [PHONE, PHONE | {"color_scheme": "dark"}], ids=str, indirect=True)
def test_headings_and_charts_have_their_room(window: Window, page: Page):
    for name in ("Authentication", "Infrastructure services and network"):
        group = services.group_create(page=page, name=name, by=BY)
        for part in ("One", "Two"):
            services.component_create(page=page, name=f"{part} of {name}", group=group, by=BY)
    metric = monitoring.metric_create(page=page, name="Orders", suffix="per minute", by=BY)
    now = timezone.now()
    points = [(now - timedelta(minutes=5 * ago), 38.0) for ago in range(280)]
    monitoring.points_add(page=page, points={metric.uid: points}, by=BY)
    window.go(f"/pages/{page.slug}/")
    for summary in window.page.locator(".group > summary").all():
        heading, count = summary.locator("h2").bounding_box(), summary.locator(".state").bounding_box()
        assert heading is not None
        assert count is not None
        assert heading["x"] < 20
        assert heading["x"] + heading["width"] <= 340
        assert count["height"] < 30, "on one line"
    label, chart = (window.page.locator(one).first.bounding_box() for one in (".scale", ".chart"))
    assert label is not None
    assert chart is not None
    assert label["y"] + label["height"] <= chart["y"] + 17, "above the upper line"
    assert window.value("document.documentElement.scrollWidth") <= 340
    assert not window.problems
