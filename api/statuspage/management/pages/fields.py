"""Statuspage's names for what pages have."""

from collections.abc import Callable, Mapping
from typing import Any

from api.statuspage.management.values import color, flag, text
from statuspage.zones import zone_spoken

TEXTS: Mapping[str, str] = {
    "name": "name",
    "subdomain": "slug",
    "domain": "domain",
    "url": "website_url",
    "branding": "plan",
    "notifications_from_email": "notifications_from_email",
    "notifications_email_footer": "notifications_email_footer",
    "time_zone": "time_zone",
}
FLAGS: Mapping[str, str] = {
    "hidden_from_search": "hidden_from_search",
    "viewers_must_be_team_members": "viewers_must_be_team_members",
    "allow_page_subscribers": "allow_page_subscribers",
    "allow_incident_subscribers": "allow_incident_subscribers",
    "allow_email_subscribers": "allow_email",
    "allow_sms_subscribers": "allow_sms",
    "allow_rss_atom_feeds": "allow_feeds",
    "allow_webhook_subscribers": "allow_webhook",
}
COLORS = (
    "css_body_background_color",
    "css_font_color",
    "css_light_font_color",
    "css_greens",
    "css_yellows",
    "css_oranges",
    "css_blues",
    "css_reds",
    "css_border_color",
    "css_graph_color",
    "css_link_color",
    "css_no_data",
)
"""The same here as there."""
FIXED_TEXTS: Mapping[str, str] = {
    "page_description": "description",
    "headline": "headline",
    "support_url": "support_url",
    "twitter_username": "twitter_username",
    "ip_restrictions": "ip_restrictions",
    "city": "city",
    "state": "state",
    "country": "country",
}
"""What is told, but not changed at this door."""
PICTURES: Mapping[str, str] = {"favicon_logo": "favicon", "transactional_logo": "logo", "email_logo": "logo"}
"""What is told, but not changed at this door: our kinds of pictures. A cover image there is none here."""

_READERS: tuple[tuple[Mapping[str, str], Callable[[Any, str], Any]], ...] = ((TEXTS, text), (FLAGS, flag))


def changes_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that were sent, by our names. Raises `Invalid`.

    Time zones may be called as Statuspage's own dashboard calls them; they are kept, and told, by their IANA
    names.
    """
    changes = {
        own: reader(sent[name], f"/{name}")
        for names, reader in _READERS
        for name, own in names.items()
        if name in sent
    }
    if "time_zone" in changes:
        changes["time_zone"] = zone_spoken(changes["time_zone"].strip())
    return changes


def colors_of(sent: Mapping[str, Any]) -> dict[str, str | None]:
    """The colours that were sent; None takes one away. Raises `Invalid`."""
    return {name: color(sent[name], f"/{name}") or None for name in COLORS if name in sent}
