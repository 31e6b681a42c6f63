"""A page's own metrics, drawn and told."""

import gzip
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring import services as monitoring
from monitoring.models import Metric
from statuspage import services
from statuspage.models import Component, Page
from tests.web.public.conftest import BY


def metric(page: Page, name: str = "Errors", **fields: Any) -> Metric:
    return monitoring.metric_create(page=page, name=name, by=BY, **fields)


def fill(one: Metric, now: datetime, *points: tuple[float, float]) -> None:
    """Values by how many minutes ago they were."""
    given = [(now - timedelta(minutes=ago), value) for ago, value in points]
    monitoring.points_add(page=one.page, points={one.uid: given}, by=BY)


def text_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_it_draws_a_metric_and_tells_it(client: Client, page: Page, now: datetime) -> None:
    one = metric(page, suffix="per minute", decimals=1, description="All regions & hosts.")
    fill(one, now, *((ago * 5, 2 + ago % 7) for ago in range(1, 100)), (0, 1234.56))
    text = text_of(client)
    assert "System metrics" in text
    assert text.count('<polyline class="line"') == 1
    assert "latest <b>1,234.6 per minute</b>" in text
    assert (
        'aria-label="Errors, last 24 hours: between 2.0 per minute and 1,234.6 per minute, '
        'latest 1,234.6 per minute."'
    ) in text
    assert "2,000 per minute" in text
    assert "All regions &amp; hosts." in text


@pytest.mark.parametrize(("rollup", "told"), [("sum", "latest <b>50</b>"), ("count", "latest <b>5</b>")])
def test_it_shows_no_sum_that_is_still_growing(
    client: Client, page: Page, now: datetime, rollup: str, told: str
) -> None:
    one = metric(page, rollup=rollup)
    fill(one, now, *((ago, 10) for ago in range(20)))
    assert told in text_of(client)
    monitoring.points_clear(metric=one, by=BY)
    fill(one, now, (0, 12))
    assert "latest <b>1" in text_of(client), "what is growing is better than nothing"


@pytest.mark.parametrize(
    ("span", "told"), [("day", "last 24 hours"), ("week", "last 7 days"), ("month", "last 28 days")]
)
def test_it_reaches_as_far_back_as_is_asked(
    client: Client, page: Page, now: datetime, span: str, told: str
) -> None:
    one = metric(page)
    fill(one, now, (3 * 1440, 1), (1, 2))
    text = text_of(client, f"/?span={span}")
    assert told in text
    assert ("between 1 and 2" in text) == (span != "day")


def test_it_shows_nothing_where_there_is_nothing_to_show(
    client: Client, page: Page, component: Callable[..., Component], now: datetime
) -> None:
    metric(page, "Off", display=False)
    fill(metric(page, "Secret", component=component("Canary", visible=False)), now, (1, 1))
    monitoring.metric_delete(metric=metric(page, "Gone"), by=BY)
    text = text_of(client)
    for word in ("System metrics", "Off", "Secret", "Gone"):
        assert word not in text


def test_it_waits_for_points_and_says_when_there_were_none(client: Client, page: Page, now: datetime) -> None:
    one = metric(page)
    assert "No data yet" in text_of(client)
    fill(one, now, (3 * 1440, 1))
    text = text_of(client)
    assert "No data in this time" in text
    assert 'class="chart"' not in text


def test_it_draws_no_line_over_a_gap(client: Client, page: Page, now: datetime) -> None:
    one = metric(page)
    fill(one, now, *((ago, 5) for ago in range(0, 1200, 15) if not 300 < ago < 600))
    assert text_of(client).count('<polyline class="line"') == 2


@pytest.mark.parametrize(
    ("values", "axis", "heights", "top"),
    [
        ([0, 50, 100], {}, [120.0, 68.0, 16.0], "100"),
        ([-4, 0, 4], {}, [120.0, 68.0, 16.0], "4"),
        ([99, 99.5, 100], {"y_min": 99, "y_max": 100}, [120.0, 68.0, 16.0], "100"),
        ([0, 50, 500], {"y_max": 100}, [120.0, 68.0, 16.0], "100"),
        ([0, 0.001, 0.002], {}, [120.0, 68.0, 16.0], "0.002"),
        ([0, 2e-9, 4e-9], {}, [120.0, 68.0, 16.0], "4e-9"),
        ([-3, -3, -3], {"y_min": 1}, [120.0, 120.0, 120.0], "2"),
        ([5, 5, 5], {"y_max": -1}, [16.0, 16.0, 16.0], "-1"),
        ([0, 0, 0], {}, [120.0, 120.0, 120.0], "1"),
        ([0, 50, 100], {"y_hidden": True}, [120.0, 68.0, 16.0], None),
    ],
)
def test_it_draws_to_scale(
    client: Client,
    page: Page,
    now: datetime,
    values: list[float],
    axis: dict[str, Any],
    heights: list[float],
    top: str | None,
) -> None:
    one = metric(page, **axis)
    fill(one, now, *((60 * (2 - index), value) for index, value in enumerate(values)))
    text = text_of(client)
    drawn = re.search(r'<polyline class="line" points="([^"]+)"', text)
    assert drawn is not None
    assert [float(place.partition(",")[2]) for place in drawn[1].split()] == heights
    scale = re.search(r'<span class="scale" aria-hidden="true">([^<]+)<', text)
    assert (scale[1] if scale else None) == top


def test_it_follows_new_points_though_they_do_not_move_the_page(
    client: Client, page: Page, now: datetime
) -> None:
    one = metric(page)
    page.refresh_from_db()
    revision = page.revision
    for value in (3, 4):
        fill(one, now, (0, value))
        assert f"latest <b>{value}</b>" in text_of(client)
    monitoring.points_clear(metric=one, by=BY)
    assert "No data yet" in text_of(client)
    page.refresh_from_db()
    assert page.revision == revision + 1, "deleting points is a change of the page, adding some is none"


def test_it_escapes_what_people_wrote(client: Client, page: Page, now: datetime) -> None:
    fill(metric(page, '"><b>x', suffix="<i>", description="<u>"), now, (0, 1))
    text = text_of(client)
    for raw in ("><b>x", "<i>", "<u>"):
        assert raw not in text


def test_it_speaks_german(client: Client, page: Page, now: datetime) -> None:
    services.page_update(page=page, changes={"languages": ["en", "de"]}, by=BY)
    fill(metric(page, suffix="ms", decimals=1), now, (0, 1234.5))
    text = text_of(client, "/?lang=de&span=month")
    assert "zuletzt <b>1.234,5 ms</b>" in text
    assert "letzte 28 Tage: zwischen" in text
    assert '<b lang="en">Errors</b>' in text


def test_it_asks_as_often_for_many_metrics_and_weighs_little(
    client: Client, page: Page, now: datetime
) -> None:
    counted: list[int] = []
    html = b""
    chance = random.Random(5)
    bare = len(gzip.compress(client.get("/").content))
    for number in range(5):
        one = metric(page, f"Metric {number}", suffix="ms", decimals=1)
        fill(one, now, *((5 * ago, chance.uniform(100, 900)) for ago in range(288)))
        with CaptureQueriesContext(connection) as asked:
            html = client.get("/").content
        counted.append(len(asked))
    assert len(set(counted)) == 1
    # The page with everything may weigh 40 kB; what it weighs without metrics, test_weight tells.
    assert len(gzip.compress(html)) - bare < 12_000
