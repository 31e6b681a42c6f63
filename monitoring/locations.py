"""Where a check is run from, by the name of a place."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid


def region_of_location(location: str) -> str | None:
    """The region in `CANDOR_REGIONS` that is named like a place ("US West": `us-west`); None without one."""
    slug = slugify(location)
    regions = (region for region in settings.CANDOR_REGIONS if slugify(region.replace("_", "-")) == slug)
    return next(regions, None) if slug else None


def regions_for_location(location: str) -> list[str]:
    """Where a check of a place is run: its region, else the default one, the first in `CANDOR_REGIONS`.

    Raises Invalid (`/location`, code `unserved_location`) for a place without a region where
    `CANDOR_STRICT_REGIONS` is set.
    """
    region = region_of_location(location)
    if region is None and settings.CANDOR_STRICT_REGIONS:
        raise Invalid.at(
            "/location",
            "unserved_location",
            _("No worker checks from %(location)s. The regions are: %(regions)s.")
            % {"location": location, "regions": ", ".join(settings.CANDOR_REGIONS)},
        )
    return [region or settings.CANDOR_REGIONS[0]]
