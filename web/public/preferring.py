"""What a visitor chose by the address, language and time zone, which the links of the page carry on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from statuspage.models import Page
from statuspage.zones import zone_names

OFFERED = (
    "UTC",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Bogota",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""One for each common hour; every other zone is taken from the address."""


@dataclass(frozen=True, slots=True)
class Preference:
    """A language of the page and a time zone, each empty where nothing was chosen."""

    language: str = ""
    zone: str = ""

    @property
    def first(self) -> str:
        """The end of an address without a query."""
        return f"?{self._query}" if self._query else ""

    @property
    def more(self) -> str:
        """The end of an address with a query."""
        return f"&{self._query}" if self._query else ""

    @property
    def _query(self) -> str:
        chosen = {"lang": self.language, "zone": self.zone}
        return urlencode({name: value for name, value in chosen.items() if value}, safe="/")


NONE = Preference()


def preference_of(request: HttpRequest, page: Page) -> Preference:
    """`?lang=` and `?zone=`, as far as the page speaks the one and there is the other."""
    language, zone = request.GET.get("lang", ""), request.GET.get("zone", "")
    return Preference(
        language=language if language in page.languages else "",
        zone=zone if zone in zone_names() else "",
    )


def zones_offered(*, page: str, shown: str) -> list[str]:
    """The zones of the list, that of the page first."""
    return [*dict.fromkeys((page, shown, *OFFERED))]
