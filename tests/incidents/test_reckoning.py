"""Impact, transitions, template fields and reminder hours: the rules without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.impact import impact_next, impact_of
from incidents.reminders import clean_intervals, next_reminder
from incidents.substitution import fields_of, substitute
from incidents.transitions import is_live, may_follow
from incidents.vocabulary import INCIDENT_STATUSES, MAINTENANCE_STATUSES, IncidentStatus
from statuspage.exceptions import Invalid

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statuses", "impact"),
    [
        ([], "none"),
        (["operational"], "none"),
        (["unknown"], "none"),
        (["under_maintenance"], "maintenance"),
        (["degraded_performance", "operational"], "minor"),
        (["degraded_performance", "partial_outage"], "major"),
        (["partial_outage", "major_outage"], "critical"),
        (["unavailable"], "critical"),
    ],
)
def test_it_computes_the_impact_from_the_worst(statuses: list[str], impact: str) -> None:
    assert impact_of(statuses) == impact
    assert impact_of(statuses, kind="maintenance") == "maintenance"


@pytest.mark.parametrize(
    ("previous", "statuses", "override", "impact"),
    [
        ("critical", ["degraded_performance"], None, "minor"),
        ("critical", ["operational"], None, "critical"),
        ("critical", [], None, "none"),
        ("none", ["major_outage"], "minor", "minor"),
        ("minor", ["operational"], "none", "none"),
    ],
)
def test_it_follows_the_impact_but_never_forgets_it(
    previous: str, statuses: list[str], override: str | None, impact: str
) -> None:
    assert impact_next(previous, statuses, override=override, kind="incident") == impact


def test_every_pair_of_statuses_is_decided() -> None:
    for old in IncidentStatus:
        for new in IncidentStatus:
            same_family = (old in INCIDENT_STATUSES) == (new in INCIDENT_STATUSES)
            order = [status.value for status in MAINTENANCE_STATUSES]
            if old in INCIDENT_STATUSES or not same_family:
                expected = same_family
            elif old == "completed":
                expected = new == "completed"
            else:
                expected = new != "scheduled" or old == "scheduled"
            assert may_follow(old, new) is expected, (old, new, order)


def test_it_knows_who_speaks() -> None:
    assert [status.value for status in INCIDENT_STATUSES if is_live("incident", status)] == [
        "investigating",
        "identified",
        "monitoring",
    ]
    assert [status.value for status in MAINTENANCE_STATUSES if is_live("maintenance", status)] == [
        "in_progress",
        "verifying",
    ]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{component}} fails", "API fails"),
        ("{{ component }} fails", "API fails"),
        ("{{component}}{{component}}", "APIAPI"),
        ("{{unknown}} fails", "{{unknown}} fails"),
        ("{{7*7}} {% debug %} ${7*7}", "{{7*7}} {% debug %} ${7*7}"),
        ("{{settings.SECRET_KEY}}", "{{settings.SECRET_KEY}}"),
        ("{{component.__class__}}", "{{component.__class__}}"),
        ("{{component|safe}}", "{{component|safe}}"),
        ("{component} {{{component}}}", "{component} {API}"),
        ("{{nested}}", "{{component}}"),
    ],
)
def test_x24_fields_are_replaced_and_nothing_is_evaluated(text: str, filled: str) -> None:
    assert substitute(text, {"component": "API", "nested": "{{component}}"}) == filled


def test_values_are_words_also_in_html() -> None:
    assert substitute("<b>{{x}}</b>", {"x": "<i>&"}, format="html") == "<b>&lt;i&gt;&amp;</b>"
    assert fields_of("{{a}} {{ b }} {{a}} {{c.d}}") == ["a", "b"]


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        (None, None),
        ("null", None),
        ([], []),
        ("[]", []),
        ("[1, 2, 24]", [1, 2, 24]),
        ([3, 6], [3, 6]),
        ("4", 4),
        (24, 24),
        (5, 5),
    ],
)
def test_it_reads_intervals(given: object, hours: list[int] | int | None) -> None:
    assert clean_intervals(given) == hours


@pytest.mark.parametrize(
    "given",
    [
        "",
        "[2,1]",
        "[1,1]",
        "[0]",
        "[25]",
        "0",
        "25",
        0,
        True,
        [True],
        ["1"],
        "x",
        {},
        1.5,
        "[1.5]",
        "9" * 5000,
    ]
    + ["[" * 100_000, "NaN", "[1,", "-1", [1, 2, 3, 3]],
)
def test_it_refuses_other_intervals(given: object) -> None:
    with pytest.raises(Invalid):
        clean_intervals(given)


@pytest.mark.parametrize(
    ("intervals", "after_hours", "expected_hours"),
    [
        (None, 0, 3),
        (None, 3, 6),
        (None, 24, None),
        ([1, 2], 1.5, 2),
        ([], 0, None),
        ([5], 7, None),
        (5, 7, 10),
        (5, 20, None),
    ],
)
def test_it_finds_the_next_reminder(
    intervals: list[int] | None, after_hours: float, expected_hours: float | None
) -> None:
    found = next_reminder(START, intervals, after=START + timedelta(hours=after_hours))
    assert found == (None if expected_hours is None else START + timedelta(hours=expected_hours))
