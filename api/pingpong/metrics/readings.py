"""What a check says in the words of a metric, whoever has set it up.

Other doors know settings that no word stands for. Such a check reads as the nearest word; sent back as it
was read, that word changes nothing.
"""

from api.pingpong.vocabulary import FREQUENCIES, LOCATIONS
from monitoring.locations import region_of_location, regions_for_location
from monitoring.models import Check


def frequency_word(check: Check) -> str:
    """The frequency nearest to the check's interval."""
    interval = check.interval_seconds or 0
    return min(FREQUENCIES, key=lambda word: abs(FREQUENCIES[word] - interval))


def location_word(check: Check) -> str:
    """The place that the check was given, else the one that its region is named like, else the first."""
    for word in LOCATIONS:
        if word.casefold() == check.location.casefold():
            return word
    return next((word for word in LOCATIONS if region_of_location(word) in check.regions), LOCATIONS[0])


def interval_change(seconds: int, check: Check | None) -> dict[str, int]:
    """The setting that a frequency asks for; none where it says what the check does already."""
    if check is not None and FREQUENCIES[frequency_word(check)] == seconds:
        return {}
    return {"interval_seconds": seconds}


def location_change(word: str, check: Check | None) -> dict[str, object]:
    """The settings that a place asks for; none where it says what the check does already.

    Raises Invalid (`/location`) where only served places are taken.
    """
    if check is None:
        return {"location": word, "regions": regions_for_location(word)}
    region = region_of_location(word)
    was_asked = check.location.casefold() == word.casefold()
    if word == location_word(check) and (not was_asked or region is None or region in check.regions):
        return {}
    return {"location": word, "regions": regions_for_location(word), "quorum": None}
