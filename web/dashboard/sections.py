"""The rail: which screens there are, for whom, and in which order. A new screen adds one line."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from statuspage.selectors import Rights
from web.dashboard.access import CONFIGURING, TEAM, Need
from web.dashboard.counts import Count, checks_count, incidents_count, maintenances_count


class Group(TextChoices):
    """The groups of the rail, in their order; the first needs no heading."""

    NOW = "now", ""
    AUDIENCE = "audience", _("Audience")
    PAGE = "page", _("Page")
    ORGANIZATION = "organization", _("Organization")


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the rail.

    `route` is the name of an address below a page (without `dashboard:`), `icon` a symbol of
    `dashboard/icons.html`, `key` the letter that leads there after `g`, and `needs` what one must be allowed
    to do to get there. `count` takes at most one query.
    """

    name: str
    label: str | Promise
    route: str
    group: Group
    icon: str
    key: str = ""
    needs: Need | None = None
    count: Callable[[Page], Count | None] | None = None


SECTIONS: tuple[Section, ...] = (
    Section("overview", _("Overview"), "overview", Group.NOW, icon="overview", key="e"),
    Section(
        "incidents", _("Incidents"), "incidents", Group.NOW, icon="incident", key="i", count=incidents_count
    ),
    Section(
        "maintenance",
        _("Maintenance"),
        "maintenances",
        Group.NOW,
        icon="maintenance",
        key="m",
        count=maintenances_count,
    ),
    Section("components", _("Components"), "components", Group.NOW, icon="component", key="c"),
    Section("checks", _("Checks"), "checks", Group.NOW, icon="check", key="h", count=checks_count),
    Section("metrics", _("Metrics"), "metrics", Group.NOW, icon="metric", key="r"),
    Section("subscribers", _("Subscribers"), "subscribers", Group.AUDIENCE, icon="mail", key="u"),
    Section("audience", _("Who is told"), "audience", Group.AUDIENCE, icon="people"),
    Section("webhooks", _("Webhooks"), "webhooks", Group.AUDIENCE, icon="hook", key="w"),
    Section("channels", _("Alert channels"), "channels", Group.AUDIENCE, icon="bell", key="a"),
    Section("deliveries", _("Deliveries"), "deliveries", Group.AUDIENCE, icon="plane", key="d"),
    Section("viewers", _("Who may see it"), "viewers", Group.PAGE, icon="lock", key="v", needs=CONFIGURING),
    Section("settings", _("Settings"), "settings", Group.PAGE, icon="settings", key="s", needs=CONFIGURING),
    Section(
        "organization",
        _("Organization"),
        "organization",
        Group.ORGANIZATION,
        icon="globe",
        key="o",
        needs=TEAM,
    ),
    Section("team", _("Team"), "team", Group.ORGANIZATION, icon="team", key="t", needs=TEAM),
    Section("keys", _("API keys"), "keys", Group.ORGANIZATION, icon="key", key="k", needs=TEAM),
    Section("access-log", _("Access log"), "access-log", Group.ORGANIZATION, icon="log", key="l", needs=TEAM),
    Section("journal", _("Journal"), "journal", Group.ORGANIZATION, icon="journal", key="j", needs=TEAM),
)
"""In the order of the rail. The first is where a page's dashboard begins."""

FIRST = SECTIONS[0]


def sections_for(rights: Rights) -> list[Section]:
    """What somebody with these rights reaches."""
    return [section for section in SECTIONS if section.needs is None or section.needs(rights)]


def section_named(name: str) -> Section | None:
    """The section with this name."""
    return next((section for section in SECTIONS if section.name == name), None)
