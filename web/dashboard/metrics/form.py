"""The form of a metric: what it holds, what was sent, and what that means."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from monitoring.models import Metric, MetricsProvider
from monitoring.selectors.providers import providers_of_page
from monitoring.vocabulary import MetricRollup, MetricSource, MetricTransform, ProviderKind
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.validation import Problems
from web.dashboard.subscribers.form import chosen

_NUMBERS = ("y_min", "y_max", "threshold_above", "threshold_below")
_TEXTS = ("name", "description", "suffix", "rollup", "identifier", "transform", "application_id")


def values_fresh() -> dict[str, Any]:
    """A form for a new metric: shown, and fed through the API."""
    return {
        "name": "",
        "description": "",
        "suffix": "",
        "rollup": MetricRollup.MEAN.value,
        "decimals": "0",
        "component": "",
        "display": True,
        **dict.fromkeys(_NUMBERS, ""),
        "provider": "",
        "identifier": "",
        "transform": MetricTransform.AVERAGE.value,
        "application_id": "",
    }


def values_of(row: Metric) -> dict[str, Any]:
    """A metric as the form shows it; where its points come from stays what it is."""
    values = {
        **{name: getattr(row, name) for name in _TEXTS},
        **{name: _number_told(getattr(row, name)) for name in _NUMBERS},
        "decimals": str(row.decimals),
        "component": row.component.uid if row.component else "",
        "display": row.display,
    }
    if row.source != MetricSource.PROVIDER:
        for name in ("identifier", "transform", "application_id"):
            del values[name]
    return values


def values_sent(data: QueryDict, *, of: dict[str, Any]) -> dict[str, Any]:
    """What was filled in of the fields that the form has."""
    return {name: name in data if name == "display" else data.get(name, "").strip() for name in of}


def told(page: Page, values: dict[str, Any]) -> dict[str, Any]:
    """What the services are to be told. Raises `Invalid`."""
    problems = Problems()
    found: dict[str, Any] = {name: values[name] for name in _TEXTS if name in values}
    found["display"] = values["display"]
    for name in (*_NUMBERS, "decimals"):
        with problems.caught():
            found[name] = _number(values[name], name)
    with problems.caught():
        found["component"] = next(iter(chosen_component(page, values["component"])), None)
    if "provider" in values:
        with problems.caught():
            found["provider"] = _provider(page, values["provider"])
    problems.raise_if_any()
    return found


def chosen_component(page: Page, uid: str) -> list[Any]:
    """The component with this uid, or none for an empty one."""
    try:
        return list(chosen(page, [uid])) if uid else []
    except Invalid as invalid:
        raise Invalid.at("/component", "not_found", invalid.errors[0].detail) from None


def providers_offered(page: Page) -> list[MetricsProvider]:
    """What metrics can be fetched from."""
    return list(providers_of_page(page).exclude(kind=ProviderKind.SELF))


def _provider(page: Page, uid: str) -> MetricsProvider | None:
    found = next((row for row in providers_offered(page) if row.uid == uid), None)
    if uid and found is None:
        raise Invalid.at("/provider", "not_found", _("There is no such provider any more."))
    return found


def _number(text: str, name: str) -> float | int | None:
    if not text:
        return 0 if name == "decimals" else None
    try:
        return int(text) if name == "decimals" else float(text.replace(",", "."))
    except ValueError:
        raise Invalid.at(f"/{name}", "invalid_number", _("Give a number.")) from None


def _number_told(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"
