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

_SPOKEN = {
    "Abu Dhabi": "Asia/Muscat",
    "Alaska": "America/Juneau",
    "American Samoa": "Pacific/Pago_Pago",
    "Arizona": "America/Phoenix",
    "Astana": "Asia/Almaty",
    "Atlantic Time (Canada)": "America/Halifax",
    "Beijing": "Asia/Shanghai",
    "Bern": "Europe/Zurich",
    "Brasilia": "America/Sao_Paulo",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Central America": "America/Guatemala",
    "Central Time (US & Canada)": "America/Chicago",
    "Chatham Is.": "Pacific/Chatham",
    "Chennai": "Asia/Kolkata",
    "Eastern Time (US & Canada)": "America/New_York",
    "Edinburgh": "Europe/London",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Nuuk",
    "Guadalajara": "America/Mexico_City",
    "Hanoi": "Asia/Bangkok",
    "Hawaii": "Pacific/Honolulu",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "International Date Line West": "Etc/GMT+12",
    "Islamabad": "Asia/Karachi",
    "Istanbul": "Europe/Istanbul",
    "Marshall Is.": "Pacific/Majuro",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Midway Island": "Pacific/Midway",
    "Mountain Time (US & Canada)": "America/Denver",
    "Mumbai": "Asia/Kolkata",
    "New Caledonia": "Pacific/Noumea",
    "New Delhi": "Asia/Kolkata",
    "Newfoundland": "America/St_Johns",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Osaka": "Asia/Tokyo",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Pretoria": "Africa/Johannesburg",
    "Quito": "America/Lima",
    "Samoa": "Pacific/Apia",
    "Sapporo": "Asia/Tokyo",
    "Saskatchewan": "America/Regina",
    "Solomon Is.": "Pacific/Guadalcanal",
    "Sri Jayawardenepura": "Asia/Colombo",
    "St. Petersburg": "Europe/Moscow",
    "Tokelau Is.": "Pacific/Fakaofo",
    "Wellington": "Pacific/Auckland",
    "West Central Africa": "Africa/Algiers",
}
"""Words of Rails, in which Statuspage is written, that are not the city of an IANA name (its TimeZone)."""
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


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


def zone_spoken(said: str) -> str:
    """The IANA name for what Statuspage calls a zone: `Europe/Berlin` for `Berlin`.

    IANA names stay as they are, and so does what is no zone at all.
    """
    if said in zone_names():
        return said
    return _SPOKEN.get(said) or _by_city().get(said, said)


@lru_cache(maxsize=1)
def _by_city() -> dict[str, str]:
    """Zones by the last part of their names, where only one is called so."""
    found: dict[str, set[str]] = {}
    for name in zone_names():
        if name.startswith(_AREAS):
            city = name.rpartition("/")[2]
            found.setdefault(city.replace("_", " "), set()).add(zone_current(name))
    return {city: zones.pop() for city, zones in found.items() if len(zones) == 1}


@lru_cache(maxsize=1)
def _renamed() -> dict[str, str]:
    data = files("tzdata") / "zoneinfo"
    places = (line.split("\t") for line in (data / "zone.tab").read_text("utf-8").splitlines())
    stay = _AS_GIVEN | {columns[2] for columns in places if len(columns) > 2}
    links = (line.split() for line in (data / "tzdata.zi").read_text("utf-8").splitlines())
    renamed = {words[2]: words[1] for words in links if words[0] == "L" and words[2] not in stay}
    return renamed | _BY_PLACE
