"""Names of time zones, and which of them are today's."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

_AS_GIVEN = frozenset({"UTC", "Etc/UTC", "GMT", "EST", "MST", "HST", "CET", "EET", "MET", "WET"})
"""Clocks that are no places."""
_BY_PLACE = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Antarctica/South_Pole": "Antarctica/McMurdo",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}
"""Old names whose link in tzdata leads to another country, which has the same clock by now."""


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every name that is known here, old ones too."""
    return frozenset(available_timezones()) | {"UTC"}


def zone_current(name: str) -> str:
    """Today's name of a zone: `Europe/Kyiv` for `Europe/Kiev`.

    The source is the installed tzdata package. Names in its table of places (`zone.tab`) stay, even where
    two places share one clock by now, and an old name of a place leads to one in the same country:
    `Iceland` to `Atlantic/Reykjavik`. Clocks that are no places stay (`GMT`, `EST`), but for other names of
    `Etc/UTC` and `Etc/GMT`.
    """
    return _renamed().get(name, name)


@lru_cache(maxsize=1)
def _renamed() -> dict[str, str]:
    data = files("tzdata") / "zoneinfo"
    places = (line.split("\t") for line in (data / "zone.tab").read_text("utf-8").splitlines())
    stay = _AS_GIVEN | {columns[2] for columns in places if len(columns) > 2}
    links = (line.split() for line in (data / "tzdata.zi").read_text("utf-8").splitlines())
    renamed = {words[2]: words[1] for words in links if words[0] == "L" and words[2] not in stay}
    return renamed | _BY_PLACE
