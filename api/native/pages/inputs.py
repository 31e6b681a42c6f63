"""What may be said about a page."""

from collections.abc import Mapping
from typing import Any

from api.base import fields
from api.native.maps import TextMap
from statuspage.vocabulary import PageVisibility

POINTERS: Mapping[str, str] = {
    "/colors": "/branding/colors",
    "/custom_css": "/branding/custom_css",
    "/allow_email": "/allow/email",
    "/allow_webhook": "/allow/webhook",
    "/allow_slack": "/allow/slack",
    "/allow_teams": "/allow/teams",
    "/allow_discord": "/allow/discord",
    "/allow_feeds": "/allow/feeds",
    "/weight_degraded": "/uptime_weights/degraded_performance",
    "/weight_partial": "/uptime_weights/partial_outage",
    "/weight_major": "/uptime_weights/major_outage",
    "/weight_unavailable": "/uptime_weights/unavailable",
}
"""Where the settings that the domain keeps flat stand in this door's objects."""


class BrandingInput(fields.StrictSerializer):
    logo_url = fields.TextField(read_only=True)
    favicon_url = fields.TextField(read_only=True)
    colors = TextMap(required=False)
    custom_css = fields.TextField(required=False)


class AllowInput(fields.StrictSerializer):
    email = fields.BooleanField(required=False)
    webhook = fields.BooleanField(required=False)
    slack = fields.BooleanField(required=False)
    teams = fields.BooleanField(required=False)
    discord = fields.BooleanField(required=False)
    feeds = fields.BooleanField(required=False)


class UptimeWeightsInput(fields.StrictSerializer):
    degraded_performance = fields.NumberField(required=False)
    partial_outage = fields.NumberField(required=False)
    major_outage = fields.NumberField(required=False)
    unavailable = fields.NumberField(required=False)


class PageInput(fields.StrictSerializer):
    """A page to make or change. `password` is never given back."""

    name = fields.TextField()
    slug = fields.TextField()
    domain = fields.TextField(required=False, allow_null=True)
    headline = fields.TextField(required=False)
    description = fields.TextField(required=False)
    support_url = fields.TextField(required=False)
    time_zone = fields.TextField(required=False)
    languages = fields.ListField(child=fields.TextField(), required=False)
    visibility = fields.ChoiceField(choices=PageVisibility.choices, required=False)
    password = fields.TextField(required=False, allow_null=True)
    hidden_from_search = fields.BooleanField(required=False)
    branding = BrandingInput(required=False)
    allow = AllowInput(required=False)
    uptime_weights = UptimeWeightsInput(required=False)


def settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The page's fields as the domain keeps them, from a validated `PageInput`."""
    flat = dict(given)
    flat.update(flat.pop("branding", {}))
    for nested in ("allow", "uptime_weights"):
        for word, value in flat.pop(nested, {}).items():
            flat[_FLAT[f"/{nested}/{word}"]] = value
    return flat


_FLAT = {there: here.removeprefix("/") for here, there in POINTERS.items()}
