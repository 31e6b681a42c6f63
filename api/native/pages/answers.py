"""What a page looks like from the outside."""

from typing import Any, TypedDict

from api.native.values import Slug, Stamp, Uid, Url, stamp
from api.native.words import StatusWord, VisibilityWord
from statuspage import links
from statuspage.models import Page


class PageBranding(TypedDict):
    """How the page looks. The images are uploaded elsewhere and cannot be set here."""

    logo_url: Url | None
    favicon_url: Url | None
    colors: dict[str, str]
    custom_css: str


class PageAllowances(TypedDict):
    """The ways in which visitors may be told."""

    email: bool
    webhook: bool
    slack: bool
    teams: bool
    discord: bool
    feeds: bool


class UptimeWeights(TypedDict):
    """How much of a second in each status counts as downtime, from 0 to 1."""

    degraded_performance: float
    partial_outage: float
    major_outage: float
    unavailable: float


class PageAnswer(TypedDict):
    """A status page. `ping_key` is shown to keys that may write checks, else it is null."""

    id: Uid
    name: str
    slug: Slug
    organization: Uid
    domain: str | None
    headline: str
    description: str
    support_url: str
    url: Url
    time_zone: str
    languages: list[str]
    visibility: VisibilityWord
    hidden_from_search: bool
    branding: PageBranding
    allow: PageAllowances
    uptime_weights: UptimeWeights
    status: StatusWord
    revision: int
    ping_key: str | None
    created_at: Stamp
    updated_at: Stamp


def page_answer(page: Page, *, status: str, with_secrets: bool) -> PageAnswer:
    """`status` is the page's overall status; secrets are for keys that may write checks."""
    return {
        "id": Uid(page.uid),
        "name": page.name,
        "slug": Slug(page.slug),
        "organization": Uid(page.organization.uid),
        "domain": page.domain,
        "headline": page.headline,
        "description": page.description,
        "support_url": page.support_url,
        "url": Url(links.page_url(page)),
        "time_zone": page.time_zone,
        "languages": page.languages,
        "visibility": VisibilityWord(page.visibility),
        "hidden_from_search": page.hidden_from_search,
        "branding": {
            "logo_url": _picture(page, "logo"),
            "favicon_url": _picture(page, "favicon"),
            "colors": page.colors,
            "custom_css": page.custom_css,
        },
        "allow": {
            "email": page.allow_email,
            "webhook": page.allow_webhook,
            "slack": page.allow_slack,
            "teams": page.allow_teams,
            "discord": page.allow_discord,
            "feeds": page.allow_feeds,
        },
        "uptime_weights": {
            "degraded_performance": page.weight_degraded,
            "partial_outage": page.weight_partial,
            "major_outage": page.weight_major,
            "unavailable": page.weight_unavailable,
        },
        "status": StatusWord(status),
        "revision": page.revision,
        "ping_key": page.ping_key if with_secrets else None,
        "created_at": stamp(page.created_at),
        "updated_at": stamp(page.updated_at),
    }


def _picture(page: Page, kind: str) -> Url | None:
    address = links.picture_url(page, kind)
    return Url(address) if address else None


EXAMPLE: dict[str, Any] = {
    "id": "p1w9xk2mzt4e",
    "name": "Acme",
    "slug": "status",
    "organization": "o5d0qv81bnyr",
    "domain": None,
    "headline": "",
    "description": "How our services are doing.",
    "support_url": "https://acme.example/help",
    "url": "https://status.acme.example/",
    "time_zone": "UTC",
    "languages": ["en"],
    "visibility": "public",
    "hidden_from_search": False,
    "branding": {
        "logo_url": None,
        "favicon_url": None,
        "colors": {"accent": "#1a56db"},
        "custom_css": "",
    },
    "allow": {
        "email": True,
        "webhook": True,
        "slack": True,
        "teams": True,
        "discord": True,
        "feeds": True,
    },
    "uptime_weights": {
        "degraded_performance": 0.0,
        "partial_outage": 0.3,
        "major_outage": 1.0,
        "unavailable": 1.0,
    },
    "status": "operational",
    "revision": 12,
    "ping_key": None,
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-20T16:30:00Z",
}
