"""Response times of showcased checks, drawn and told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from monitoring import services as monitoring
from monitoring.models import Check, CheckResult
from statuspage.models import Component, Page
from tests.web.public.conftest import BY

Make = Callable[..., Component]


def check(page: Page, component: Component | None, showcase: str, name: str = "Shop") -> Check:
    target = {"host": "db.internal.example", "port": 5432}
    return monitoring.check_create(
        page=page, kind="tcp", target=target, name=name, component=component, showcase=showcase, by=BY
    )


def fill(one: Check, now: datetime, *, gap: range = range(0), failed: range = range(0)) -> None:
    CheckResult.objects.bulk_create(
        CheckResult(
            check_row=one,
            slot=now - timedelta(minutes=5 * ago),
            ok=ago not in failed,
            latency_ms=None if ago in failed else 100 + ago,
        )
        for ago in range(1, 200)
        if ago not in gap
    )


def text_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_it_draws_response_times_and_tells_them(client: Client, page: Page, component: Make, now: datetime):
    fill(check(page, component("Website"), "both"), now)
    text = text_of(client)
    assert '<polyline class="line"' in text
    assert "Shop, last 24 hours: between " in text
    assert "uptime, 30 days" in text


def test_it_draws_no_line_where_nothing_was_measured(
    client: Client, page: Page, component: Make, now: datetime
):
    fill(check(page, component("Website"), "latency"), now, gap=range(60, 90), failed=range(120, 130))
    text = text_of(client)
    assert text.count('<polyline class="line"') == 3
    assert 'class="major"' in text
    assert "10 of 169 runs failed." in text


@pytest.mark.parametrize(
    ("showcase", "chart", "uptime"), [("latency", 1, 0), ("uptime", 0, 1), ("none", 0, 0)]
)
def test_it_shows_of_a_check_what_was_asked_for(
    client: Client, page: Page, component: Make, now: datetime, showcase: str, chart: int, uptime: int
):
    fill(check(page, component("Website"), showcase), now)
    text = text_of(client)
    assert text.count('class="chart"') == chart
    assert text.count("uptime, 30 days") == uptime
    assert ("System metrics" in text) == (showcase != "none")


def test_it_keeps_hidden_components_and_targets_to_itself(
    client: Client, page: Page, component: Make, now: datetime
):
    hidden = check(page, component("Canary", visible=False), "both", name="Canary check")
    nameless = check(page, None, "both", name="")
    fill(hidden, now)
    fill(nameless, now)
    text = text_of(client)
    assert "Response time" in text
    for secret in ("Canary", "db.internal.example", "5432", str(nameless.code)):
        assert secret not in text


@pytest.mark.parametrize(
    ("span", "told"), [("week", "last 7 days"), ("month", "last 30 days"), ("x", "last 24")]
)
def test_it_reaches_further_back(
    client: Client, page: Page, component: Make, now: datetime, span: str, told: str
):
    fill(check(page, component("Website"), "latency"), now)
    assert told in text_of(client, f"/?span={span}")


def test_it_waits_for_the_first_results(client: Client, page: Page, component: Make):
    check(page, component("Website"), "both")
    assert "No data yet" in text_of(client)
