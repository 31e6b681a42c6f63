"""What the catalogue shows is what really leaves."""

import json
from typing import Any

import pytest

from statuspage.models import Page
from tests.webhooks.happening import everything_happens
from webhooks.event_filters import DELIVERABLE
from webhooks.payloads import example_payload, standard_body

NOT_MADE_HERE = {"webhook.test"}
FREE = {"metadata", "translations", "target", "colors", "headers"}
"""Objects whose names are their writers' own, or differ by kind."""


def test_examples_have_the_shape_of_real_events(page: Page) -> None:
    happened = everything_happens(page)
    assert set(DELIVERABLE) - NOT_MADE_HERE <= set(happened)
    page.refresh_from_db()
    wrong = {}
    for kind in sorted(set(DELIVERABLE) - NOT_MADE_HERE):
        real = json.loads(standard_body(happened[kind], page, overall="operational"))
        differences = list(differing(real, example_payload(kind)))
        if differences:
            wrong[kind] = differences
    assert wrong == {}


@pytest.mark.parametrize("kind", DELIVERABLE)
def test_every_deliverable_kind_has_an_example(kind: str) -> None:
    example = example_payload(kind)
    assert example["type"] == kind
    assert list(example) == ["type", "id", "timestamp", "sequence", "page", "data"]
    assert "deliver" not in json.dumps(example).replace("deliverable", "")


def differing(real: Any, example: Any, at: str = "") -> Any:
    """Where the names or the kinds of two values differ; null goes with everything."""
    if isinstance(real, dict) and isinstance(example, dict):
        if at.rpartition("/")[2] in FREE:
            return
        if set(real) != set(example):
            yield at, sorted(set(real) ^ set(example))
        for name in set(real) & set(example):
            yield from differing(real[name], example[name], f"{at}/{name}")
    elif isinstance(real, list) and isinstance(example, list):
        for row in real:
            for shown in example[:1]:
                yield from differing(row, shown, f"{at}/-")
    elif real is not None and example is not None and kind_of(real) is not kind_of(example):
        yield at, (real, example)


def kind_of(value: Any) -> type:
    """Numbers are of one kind."""
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)
