"""How a maintenance comes again, as a form says it, and as the rule that says the same."""

import re
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.recurrence import recurrence_parse
from statuspage.exceptions import Invalid
from statuspage.models import Page

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WAYS: tuple[tuple[str, str | Promise], ...] = (
    ("", gettext_lazy("Never")),
    ("daily", gettext_lazy("By days")),
    ("weekly", gettext_lazy("By weeks, on the days chosen below")),
    ("monthday", gettext_lazy("By months, on the same day of the month")),
    ("weekday", gettext_lazy("By months, on the same weekday, such as the second Tuesday")),
    ("lastday", gettext_lazy("By months, on the last such weekday")),
)
ENDS: tuple[tuple[str, str | Promise], ...] = (
    ("", gettext_lazy("Never")),
    ("until", gettext_lazy("On the day below")),
    ("count", gettext_lazy("After as many times as below")),
)
SHOWN = 5
_BLANK: dict[str, Any] = {
    "repeat": "",
    "every": "1",
    "days": [],
    "ends": "",
    "until": "",
    "count": "",
    "rule": "",
}


def day_choices(chosen: list[str]) -> list[tuple[str, str | Promise, bool]]:
    """The days of the week, with whether each is chosen."""
    return [(code, WEEKDAYS[number], code in chosen) for number, code in enumerate(DAYS)]


def way_choices(values: dict[str, Any]) -> list[tuple[str, str | Promise]]:
    """The ways to come again, with a rule that only an API could have made, as it is."""
    own: list[tuple[str, str | Promise]] = [("own", values["rule"])] if values["rule"] else []
    return [*WAYS, *own]


def repeat_sent(data: QueryDict) -> dict[str, Any]:
    """As a form says."""
    sent: dict[str, Any] = {name: str(data.get(name, value)) for name, value in _BLANK.items()}
    return sent | {"days": [day for day in DAYS if day in data.getlist("days")]}


def repeat_of(rule: str | None) -> dict[str, Any]:
    """A rule as a form says it; one that it cannot say stays a rule."""
    if not rule:
        return dict(_BLANK)
    parts = dict(piece.split("=", 1) for piece in rule.split(";"))
    values = {**_BLANK, "every": parts.pop("INTERVAL", "1"), "count": parts.pop("COUNT", "")}
    if values["count"]:
        values["ends"] = "count"
    until = parts.pop("UNTIL", "")
    if re.fullmatch(r"\d{8}", until):
        values |= {"ends": "until", "until": f"{until[:4]}-{until[4:6]}-{until[6:]}"}
        until = ""
    way = _way(parts)
    if way is None or until:
        return {**_BLANK, "repeat": "own", "rule": rule}
    return {**values, "repeat": way, "days": parts.get("BYDAY", "").split(",") if way == "weekly" else []}


def repeat_read(values: dict[str, Any], start: datetime, page: Page) -> str | None:
    """The rule that a form says for a maintenance that begins then; None for none. Raises `Invalid`."""
    local = start.astimezone(ZoneInfo(page.time_zone))
    code = DAYS[local.weekday()]
    days = ",".join(values["days"]) or code
    shapes = {
        "daily": "FREQ=DAILY",
        "weekly": f"FREQ=WEEKLY;BYDAY={days}",
        "monthday": f"FREQ=MONTHLY;BYMONTHDAY={local.day}",
        "weekday": f"FREQ=MONTHLY;BYDAY={(local.day - 1) // 7 + 1}{code}",
        "lastday": f"FREQ=MONTHLY;BYDAY=-1{code}",
    }
    if not values["repeat"]:
        return None
    if values["repeat"] == "own":
        return str(values["rule"])
    if values["repeat"] not in shapes:
        raise Invalid.at("/repeat", "not_a_choice", _("Choose how it comes again."))
    parts = [shapes[values["repeat"]]]
    if values["every"] not in ("", "1"):
        parts.append(f"INTERVAL={values['every'][:6]}")
    if values["ends"] == "count":
        parts.append(f"COUNT={values['count'][:6]}")
    elif values["ends"] == "until":
        parts.append(f"UNTIL={values['until'][:10].replace('-', '')}")
    return ";".join(parts)


def starts_coming(rule: str, start: datetime, end: datetime, page: Page) -> list[datetime]:
    """The first starts that a rule gives. Raises `Invalid` with the reason why it cannot be."""
    parsed = recurrence_parse(
        rule, first_start=start, duration=max(end - start, timedelta(0)), time_zone=page.time_zone
    )
    return list(islice(parsed.starts(), SHOWN))


def _way(parts: dict[str, str]) -> str | None:
    match parts:
        case {"FREQ": "DAILY", **rest} if not rest:
            return "daily"
        case {"FREQ": "WEEKLY", "BYDAY": days, **rest} if not rest and set(days.split(",")) <= set(DAYS):
            return "weekly"
        case {"FREQ": "WEEKLY", **rest} if not rest:
            return "weekly"
        case {"FREQ": "MONTHLY", "BYMONTHDAY": day, **rest} if not rest and day.isdigit():
            return "monthday"
        case {"FREQ": "MONTHLY", "BYDAY": day, **rest} if not rest and re.fullmatch(r"[1-5][A-Z]{2}", day):
            return "weekday"
        case {"FREQ": "MONTHLY", "BYDAY": day, **rest} if not rest and re.fullmatch(r"-1[A-Z]{2}", day):
            return "lastday"
    return None
