"""Providers as people set them up, change them and take them away."""

from typing import Any

import pytest

from monitoring import selectors, services
from monitoring.models import Metric, MetricsProvider
from statuspage.exceptions import Invalid, NotFound
from statuspage.models import Event, Page
from statuspage.sealing import unseal
from tests.monitoring.making import BY, NOW, seconds
from tests.rows import each

pytestmark = pytest.mark.django_db

KEYS = {"api_key": "k-1", "application_key": "a-1"}


def datadog(page: Page, **given: Any) -> MetricsProvider:
    return services.provider_create(
        page=page, **{"kind": "datadog", "secrets": KEYS, "by": BY, "now": NOW, **given}
    )


def kinds(page: Page) -> list[str]:
    return list(Event.objects.filter(page=page).order_by("pk").values_list("kind", flat=True))


def changed(provider: MetricsProvider, **changes: Any) -> MetricsProvider:
    return services.provider_update(provider=provider, changes=changes, by=BY, now=seconds(60))


def refused_untouched(provider: MetricsProvider, places: set[str], **changes: Any) -> None:
    """What is refused changes nothing, and the secrets go nowhere else."""
    before = MetricsProvider.objects.filter(pk=provider.pk).values().get()
    with pytest.raises(Invalid) as refused:
        changed(provider, **changes)
    assert {error.pointer for error in refused.value.errors} == places
    assert MetricsProvider.objects.filter(pk=provider.pk).values().get() == before


@each(
    ("given", "places"),
    [
        ({"kind": "statsd"}, {"/kind"}),
        ({"secrets": {}}, {"/api_key", "/application_key"}),
        ({"kind": "newrelic", "secrets": {}}, {"/api_key"}),
        ({"kind": "pingdom", "secrets": {"application_key": "a"}}, {"/api_token"}),
        ({"kind": "librato", "secrets": {"api_token": "t"}}, {"/email"}),
        ({"kind": "prometheus"}, {"/base_url"}),
        ({"base_url": "http://169.254.169.254/latest"}, {"/base_url"}),
        ({"base_url": "ftp://metrics.example"}, {"/base_url"}),
        ({"base_url": "https://user:word@metrics.example"}, {"/base_url"}),
        ({"base_url": "https://metrics.example/?a=b"}, {"/base_url"}),
        ({"base_url": "not an address"}, {"/base_url"}),
        ({"secrets": {"api_key": "a\nb", "application_key": "x" * 501}}, {"/api_key", "/application_key"}),
        ({"secrets": {**KEYS, "color": "red"}}, {"/color"}),
    ],
)
def test_it_says_what_is_wrong(page: Page, given: dict[str, Any], places: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        datadog(page, **given)
    assert {error.pointer for error in refused.value.errors} == places
    assert not MetricsProvider.objects.exists()


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:9090", "http://localhost", "http://10.0.0.8", "http://[::1]/"]
)
def test_what_is_inside_may_be_asked_where_the_operator_says_so(page: Page, base: str, settings: Any) -> None:
    assert datadog(page, base_url=base).base_url == base.rstrip("/")
    settings.CANDOR_EGRESS_ALLOW = ()
    with pytest.raises(Invalid) as refused:
        datadog(page, base_url=base)
    assert [error.code for error in refused.value.errors] == ["target_blocked"]


def test_it_keeps_secrets_sealed_and_out_of_the_journal(page: Page) -> None:
    provider = datadog(page, secrets={**KEYS, "password": "unused"})
    assert "k-1" not in provider.secrets
    assert unseal(provider.secrets) == KEYS
    changed(provider, api_key="k-2")
    stored = MetricsProvider.objects.get(pk=provider.pk)
    assert unseal(stored.secrets) == {**KEYS, "api_key": "k-2"}
    services.provider_delete(provider=stored, by=BY)
    assert MetricsProvider.objects.get(pk=provider.pk).secrets == ""
    assert kinds(page) == ["provider.created", "provider.updated", "provider.deleted"]
    told = str(list(Event.objects.filter(page=page).values_list("before", "after")))
    assert not any(secret in told for secret in ("k-1", "k-2", "a-1", "unused"))


def test_what_is_not_changed_is_not_written_down_but_tried_again(page: Page) -> None:
    provider = datadog(page)
    MetricsProvider.objects.filter(pk=provider.pk).update(
        disabled=True, last_error="refused", next_fetch_at=None
    )
    row = changed(provider, base_url="")
    assert (row.disabled, row.last_error, row.next_fetch_at) == (False, "", seconds(60))
    assert kinds(page) == ["provider.created", "provider.updated"]
    assert changed(row, base_url="").next_fetch_at == seconds(60)
    assert len(kinds(page)) == 2


@each(
    ("base", "stays"),
    [
        ("https://api.datadoghq.eu", True),
        ("https://api.us5.datadoghq.com/api/v1", True),
        ("https://api.datadoghq.com.evil.example", False),
        ("https://evildatadoghq.com", False),
        ("http://api.datadoghq.com", False),
        ("https://metrics.example", False),
    ],
)
def test_secrets_stay_with_the_service_that_they_were_given_for(page: Page, base: str, stays: bool) -> None:
    provider = datadog(page)
    if stays:
        assert unseal(changed(provider, base_url=base).secrets) == KEYS
    else:
        refused_untouched(provider, {"/api_key", "/application_key"}, base_url=base)


def test_secrets_given_along_go_to_the_new_address(page: Page) -> None:
    row = changed(datadog(page), base_url="https://metrics.example", api_key="k-9", application_key="a-9")
    assert (row.disabled, unseal(row.secrets)) == (False, {"api_key": "k-9", "application_key": "a-9"})


def test_another_kind_needs_credentials_of_its_own(page: Page) -> None:
    provider = datadog(page)
    refused_untouched(provider, {"/api_key"}, kind="newrelic")
    refused_untouched(provider, {"/api_token"}, kind="pingdom", api_key="")
    row = changed(provider, kind="newrelic", api_key="n-1")
    assert (row.kind, row.disabled, unseal(row.secrets)) == ("newrelic", False, {"api_key": "n-1"})


def test_credentials_that_nothing_needs_are_not_forgotten_in_silence(page: Page) -> None:
    provider = datadog(
        page, kind="prometheus", base_url="https://one.example", secrets={"api_token": "t", "password": "p"}
    )
    refused_untouched(provider, {"/api_token", "/password"}, base_url="https://other.example")
    row = changed(provider, base_url="https://other.example", api_token="")
    assert (row.base_url, row.disabled, unseal(row.secrets)) == ("https://other.example", False, {})
    assert changed(row, base_url="https://third.example").base_url == "https://third.example"


def test_secrets_that_cannot_be_read_are_asked_for(page: Page) -> None:
    provider = datadog(page)
    MetricsProvider.objects.filter(pk=provider.pk).update(secrets="of another installation")
    refused_untouched(provider, {"/api_key", "/application_key"}, base_url="https://api.datadoghq.eu")


def test_a_page_has_one_provider_for_points_by_api(page: Page, other_page: Page) -> None:
    metric = services.metric_create(page=page, name="Errors", by=BY)
    own = services.provider_create(page=page, kind="self", by=BY)
    assert metric.provider == own
    assert services.provider_create(page=page, kind="self", by=BY) == own
    assert services.provider_create(page=other_page, kind="self", by=BY) != own
    assert kinds(page) == ["provider.created", "metric.created"]
    with pytest.raises(Invalid):
        changed(own, kind="prometheus")
    with pytest.raises(Invalid):
        changed(datadog(page), kind="self")


def test_it_takes_its_metrics_with_it(page: Page) -> None:
    provider = datadog(page)
    kept = services.metric_create(page=page, name="Errors", by=BY)
    gone = services.metric_create(page=page, provider=provider, name="Load", identifier="a.b", by=BY)
    services.provider_delete(provider=provider, by=BY)
    services.provider_delete(provider=provider, by=BY)
    assert list(selectors.metrics_of_page(page)) == [kept]
    assert list(selectors.providers_of_page(page)) == [kept.provider]
    assert kinds(page)[-2:] == ["metric.deleted", "provider.deleted"]
    assert Metric.objects.filter(pk=gone.pk, deleted_at__isnull=False).exists()
    for act in (
        lambda: changed(provider, base_url=""),
        lambda: services.metric_create(page=page, provider=provider, name="Late", identifier="a", by=BY),
    ):
        with pytest.raises(NotFound):
            act()


@each(
    ("kind", "given", "places"),
    [
        ("datadog", {}, {"/identifier"}),
        ("newrelic", {"identifier": "HttpDispatcher"}, {"/application_id"}),
        ("newrelic", {}, {"/identifier", "/application_id"}),
        ("datadog", {"identifier": "a", "transform": "median"}, {"/transform"}),
        ("datadog", {"identifier": "x" * 2001}, {"/identifier"}),
    ],
)
def test_it_wants_to_know_what_is_asked(
    page: Page, kind: str, given: dict[str, Any], places: set[str]
) -> None:
    provider = datadog(page, kind=kind)
    with pytest.raises(Invalid) as refused:
        services.metric_create(page=page, provider=provider, name="Load", by=BY, **given)
    assert {error.pointer for error in refused.value.errors} == places


def test_a_metric_is_of_its_own_page(page: Page, other_page: Page) -> None:
    with pytest.raises(NotFound):
        services.metric_create(page=other_page, provider=datadog(page), name="Load", identifier="a", by=BY)
