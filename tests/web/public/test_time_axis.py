"""What stands under a chart: round hours or days, each once; and what it says in words."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from statuspage import services
from statuspage.models import Page
from tests.web.public.conftest import BY
from tests.web.public.test_metric_charts import fill, metric, text_of


def labels(text: str) -> list[str]:
    return re.findall(r'<text x="[\d.]+%" y="14">([^<]+)</text>', text)


@pytest.mark.parametrize("zone", ["Etc/UTC", "Asia/Kolkata", "Europe/Berlin"])
def test_a_day_has_round_hours_each_once(client: Client, page: Page, now: datetime, zone: str) -> None:
    services.page_update(page=page, changes={"time_zone": zone}, by=BY)
    fill(metric(page), now, (30, 1), (0, 2))
    found = labels(text_of(client))
    assert set(found) <= {"00:00", "06:00", "12:00", "18:00"}
    assert 3 <= len(found) == len(set(found))


@pytest.mark.parametrize(("span", "least"), [("week", 3), ("month", 3)])
def test_longer_times_have_days(client: Client, page: Page, now: datetime, span: str, least: int) -> None:
    fill(metric(page), now, (30, 1), (0, 2))
    found = labels(text_of(client, f"/?span={span}"))
    assert least <= len(found) == len(set(found)) <= 4
    assert all(re.fullmatch(r"\d{1,2} [A-Z][a-z]{2}", told) for told in found)


def test_the_newest_value_lies_within_what_is_told(client: Client, page: Page, now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    bucket = datetime.fromtimestamp(int(minute.timestamp()) // 300 * 300, now.tzinfo)
    one = metric(page, suffix="ms")
    fill(one, bucket - timedelta(minutes=10), (0, 900), (1, 700))
    fill(one, bucket - timedelta(minutes=5), (0, 100), (1, 700))
    told = text_of(client)
    latest = re.search(r"latest <b>(\d+) ms", told)
    assert latest is not None
    assert f"between {latest[1]} ms and" in told
