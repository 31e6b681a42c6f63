"""Metrics and their providers in the dashboard."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from monitoring.models import Metric, MetricsProvider
from monitoring.services.metrics import metric_create
from monitoring.services.points import points_add
from monitoring.services.providers import provider_create
from statuspage.models import Component, Event, Page
from statuspage.sealing import unseal
from tests.web.dashboard.conftest import BY, As

ROOT = "/dashboard/pages/status/metrics/"
SENT = {"name": "Latency", "rollup": "mean", "transform": "average"}


@pytest.fixture
def client(as_: As) -> Client:
    """The browser of somebody who configures the page."""
    return as_("page_configuration")


@pytest.fixture
def metric(page: Page) -> Metric:
    """Above its threshold since a minute ago."""
    made = metric_create(page=page, name="Errors", suffix="%", decimals=1, threshold_above=3, by=BY)
    now = timezone.now()
    points_add(
        page=page,
        points={made.uid: [(now - timedelta(hours=2), 1.0), (now - timedelta(minutes=1), 4.25)]},
        by=BY,
    )
    return made


def test_it_lists_where_each_stands_with_its_last_day(client: Client, metric: Metric):
    html = client.get(ROOT).content.decode()
    assert "<b>4.2 %</b>" in html
    assert "Above its threshold" in html
    assert html.count("<polyline") == 2
    assert 'aria-label="The last 24 hours: 1.0 % to 4.2 %."' in html
    assert f'"{ROOT}{metric.uid}/"' not in client.get(f"{ROOT}?q=nothing").content.decode()


def test_it_is_made_and_changed(client: Client, component: Component):
    refused = client.post(f"{ROOT}new/", {**SENT, "threshold_above": "1", "threshold_below": "x"})
    assert refused.status_code == 422
    assert 'id="threshold_below-wrong">Give a number.' in refused.content.decode()
    said = {**SENT, "threshold_above": "1,5", "decimals": "2", "component": component.uid, "display": "yes"}
    made = client.post(f"{ROOT}new/", said)
    row = Metric.objects.get()
    assert (row.threshold_above, row.decimals, row.component, row.display) == (1.5, 2, component, True)
    client.post(made["Location"], {**SENT, "name": "Slow", "threshold_above": ""})
    row.refresh_from_db()
    assert (row.name, row.threshold_above, row.component, row.display) == ("Slow", None, None, False)
    kinds = Event.objects.filter(actor_label="Page_configuration").values_list("kind", flat=True)
    assert {"metric.created", "metric.updated"} <= set(kinds)


def test_a_value_is_noted_by_hand(client: Client, page: Page, metric: Metric):
    one = f"{ROOT}{metric.uid}/"
    client.post(f"{one}points/", {"value": "2,5"})
    metric.refresh_from_db()
    assert metric.last_value == 2.5
    assert "Give a number." in client.post(f"{one}points/", {"value": "much"}, follow=True).content.decode()
    source = provider_create(page=page, kind="prometheus", base_url="https://prom.example.com", by=BY)
    fetched = metric_create(page=page, name="Queue", provider=source, identifier="up", by=BY)
    path = f"{ROOT}{fetched.uid}/"
    assert f"{path}points/" not in client.get(path).content.decode()
    refused = client.post(f"{path}points/", {"value": "1"}, follow=True).content.decode()
    assert "come from its source" in refused


def test_it_is_deleted_after_one_more_question(client: Client, metric: Metric):
    path = f"{ROOT}{metric.uid}/delete/"
    assert "Whoever reports to it" in client.get(path).content.decode()
    metric.refresh_from_db()
    assert metric.deleted_at is None
    client.post(path)
    metric.refresh_from_db()
    assert metric.deleted_at is not None


def test_a_provider_keeps_its_credentials_and_tells_its_fault(client: Client, page: Page):
    refused = client.post(f"{ROOT}providers/new/", {"kind": "datadog"})
    assert refused.status_code == 422
    assert 'id="api_key-wrong"' in refused.content.decode()
    said = {"kind": "datadog", "api_key": "open-sesame-1", "application_key": "open-sesame-2"}
    one = client.post(f"{ROOT}providers/new/", said)["Location"]
    row = MetricsProvider.objects.get()
    MetricsProvider.objects.update(failures=3, last_error="It did not answer in time.")
    assert "It did not answer in time." in client.get(ROOT).content.decode()
    html = client.get(one).content.decode()
    assert "open-sesame" not in html
    assert client.post(one, {"kind": "datadog", "application_key": "another"}).status_code == 302
    row.refresh_from_db()
    assert unseal(row.secrets) == {"api_key": "open-sesame-1", "application_key": "another"}
    made = client.post(f"{ROOT}new/", {**SENT, "provider": row.uid, "identifier": "avg:load"})
    assert Metric.objects.get().provider == row
    assert "avg:load" in client.get(made["Location"]).content.decode()
    assert "With it go these metrics: Latency." in client.get(f"{one}delete/").content.decode()
    client.post(f"{one}delete/")
    assert not Metric.living.exists()


def test_those_of_another_page_are_not_there(client: Client, other_page: Page):
    theirs = metric_create(page=other_page, name="Theirs", by=BY)
    source = provider_create(page=other_page, kind="prometheus", base_url="https://prom.example.com", by=BY)
    for path in (f"{theirs.uid}/", f"{theirs.uid}/points/", f"{theirs.uid}/delete/"):
        assert client.post(f"{ROOT}{path}").status_code == 404
    for path in ("", "delete/"):
        assert client.post(f"{ROOT}providers/{source.uid}/{path}").status_code == 404
    assert client.post(f"{ROOT}new/", {**SENT, "provider": source.uid}).status_code == 422


def test_it_asks_as_often_for_many(client: Client, page: Page, metric: Metric):
    provider_create(page=page, kind="prometheus", base_url="https://prom.example.com", by=BY)
    client.get(ROOT)
    with CaptureQueriesContext(connection) as few:
        client.get(ROOT)
    for number in range(4):
        made = metric_create(page=page, name=f"Metric {number}", by=BY)
        points_add(page=page, points={made.uid: [(timezone.now(), 1.0)]}, by=BY)
    provider_create(page=page, kind="prometheus", base_url="https://other.example.com", by=BY)
    with CaptureQueriesContext(connection) as many:
        assert client.get(ROOT).content.decode().count('class="trend"') == 5
    assert len(many) == len(few)
