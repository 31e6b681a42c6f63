"""Names of time zones, and which of them are today's."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

_OF_THEIR_OWN = frozenset({"UTC", "Etc/UTC"})


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every name that is known here, old ones too."""
    return frozenset(available_timezones()) | {"UTC"}


def zone_current(name: str) -> str:
    """Today's name of a zone: `Europe/Kyiv` for `Europe/Kiev`.

    The source is the installed tzdata package. Names in its table of places (`zone.tab`) stay, even where
    two places share one clock by now, and so do `UTC` and `Etc/UTC`.
    """
    return _renamed().get(name, name)


@lru_cache(maxsize=1)
def _renamed() -> dict[str, str]:
    data = files("tzdata") / "zoneinfo"
    places = (line.split("\t") for line in (data / "zone.tab").read_text("utf-8").splitlines())
    stay = _OF_THEIR_OWN | {columns[2] for columns in places if len(columns) > 2}
    links = (line.split() for line in (data / "tzdata.zi").read_text("utf-8").splitlines())
    return {words[2]: words[1] for words in links if words[0] == "L" and words[2] not in stay}
