"""What happened at a company that does not exist. Hours count back from now, minutes from the beginning."""

from collections.abc import Mapping
from dataclasses import dataclass, field

COMPANY = "Fernhill Cloud"
HEADLINE = "Current status and history of Fernhill's services"


@dataclass(frozen=True, slots=True)
class Part:
    """A component, with the usual response time of its check (0: no check) and how far it varies."""

    key: str
    name: str
    description: str
    group: str = ""
    latency_ms: float = 0
    spread: float = 0.18
    charted: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A message: minutes after the beginning, the status it sets, the text, what it says of components."""

    minute: int
    status: str
    text: str
    components: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An incident. One without a last message of `resolved` is still open."""

    hours_ago: float
    name: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Maintenance; negative ``hours_ago`` lies ahead."""

    hours_ago: float
    minutes: int
    name: str
    text: str
    components: tuple[str, ...]
    announced_days: int = 5


@dataclass(frozen=True, slots=True)
class Blip:
    """A short failure that a check saw and nobody wrote about."""

    hours_ago: float
    minutes: int
    component: str
    status: str = "major_outage"


PARTS = (
    Part("website", "Website", "fernhill.example and the documentation", latency_ms=84, charted=True),
    Part("api", "API", "REST API, all versions", "Platform", latency_ms=61, charted=True),
    Part("dashboard", "Dashboard", "The console in the browser", "Platform", latency_ms=142),
    Part("login", "Sign-in", "Single sign-on and API tokens", "Platform", latency_ms=96),
    Part("webhooks", "Webhooks", "Outgoing notifications to your systems", "Platform", latency_ms=38),
    Part(
        "database", "Managed databases", "PostgreSQL clusters in all zones", "Data", latency_ms=9, spread=0.3
    ),
    Part("storage", "Object storage", "Buckets and their public links", "Data", latency_ms=47, charted=True),
    Part("search", "Search", "Full-text search over your data", "Data", latency_ms=118, spread=0.28),
    Part("support", "Support desk", "Chat and tickets, weekdays 7:00 to 19:00 UTC"),
)

TROUBLES = (
    Trouble(
        85 * 24 + 4,
        "Dashboard shows outdated usage figures",
        (
            Said(
                0,
                "investigating",
                "Usage figures in the dashboard are several hours behind. Billing is **not** affected.",
                {"dashboard": "degraded_performance"},
            ),
            Said(48, "identified", "A queue of usage events is stuck. We are working through the backlog."),
            Said(131, "resolved", "All figures are up to date again.", {"dashboard": "operational"}),
        ),
    ),
    Trouble(
        71 * 24 + 9,
        "Uploads fail in zone B",
        (
            Said(
                0,
                "investigating",
                "About one in five uploads to object storage in zone B fails with status 503.",
                {"storage": "partial_outage"},
            ),
            Said(
                19,
                "identified",
                "Two storage nodes lost their network. Reads are served by the remaining replicas; we are "
                "moving writes away from the two nodes.",
            ),
            Said(
                44,
                "monitoring",
                "Writes go to healthy nodes, and uploads succeed again.",
                {"storage": "operational"},
            ),
            Said(104, "resolved", "No failed upload for an hour. Nothing that was stored before was lost."),
        ),
    ),
    Trouble(
        52 * 24 + 2,
        "Sign-in is unavailable",
        (
            Said(
                0,
                "investigating",
                "Signing in fails for everybody. Sessions that exist go on working.",
                {"login": "major_outage", "dashboard": "partial_outage"},
            ),
            Said(
                11,
                "identified",
                "A certificate between the sign-in service and its database has expired; a new one comes.",
            ),
            Said(
                23,
                "monitoring",
                "Signing in works again. We keep watching.",
                {"login": "operational", "dashboard": "operational"},
            ),
            Said(
                65,
                "resolved",
                "Resolved. From now on we are warned thirty days before any internal certificate ends.",
            ),
        ),
    ),
    Trouble(
        33 * 24 + 7,
        "Slow search results",
        (
            Said(
                0,
                "identified",
                "A re-index takes more capacity than planned; queries answer in two to four seconds.",
                {"search": "degraded_performance"},
            ),
            Said(
                95,
                "resolved",
                "The re-index has ended and answers are fast again.",
                {"search": "operational"},
            ),
        ),
    ),
    Trouble(
        18 * 24 + 5,
        "Errors in the API",
        (
            Said(
                0,
                "investigating",
                "We see a raised rate of 502 answers from the API.",
                {"api": "partial_outage", "webhooks": "degraded_performance"},
            ),
            Said(
                14,
                "identified",
                "A release that went out at the same time is the cause. We are rolling it back.",
            ),
            Said(
                27,
                "monitoring",
                "The roll-back is complete and error rates are normal. Waiting webhooks are being delivered.",
                {"api": "operational"},
            ),
            Said(
                58,
                "resolved",
                "Everything is normal; all waiting webhooks were delivered, in order.",
                {"webhooks": "operational"},
            ),
        ),
    ),
    Trouble(
        6 * 24 + 3,
        "Delayed webhooks",
        (
            Said(
                0,
                "investigating",
                "Webhooks arrive up to ten minutes late.",
                {"webhooks": "degraded_performance"},
            ),
            Said(
                21,
                "identified",
                "One customer's endpoint held up a shared queue. It has a queue of its own now.",
            ),
            Said(39, "resolved", "Delivery is immediate again.", {"webhooks": "operational"}),
        ),
    ),
    Trouble(
        0.9,
        "Search answers slowly in zone A",
        (
            Said(
                0,
                "investigating",
                "Some searches in zone A take more than three seconds.",
                {"search": "degraded_performance"},
            ),
            Said(
                17,
                "identified",
                "A node rebuilds its index after a disk was replaced. We have taken it out of rotation; the "
                "remaining nodes are catching up.",
            ),
        ),
    ),
)

MAINTENANCES = (
    Planned(
        62 * 24 + 3,
        50,
        "Database engine update",
        "We update the engine of all managed databases. Each cluster pauses for up to thirty seconds.",
        ("database",),
    ),
    Planned(
        39 * 24 + 4,
        75,
        "Network work in zone B",
        "Switches in zone B are replaced, one at a time. We expect no interruption.",
        ("storage", "database"),
    ),
    Planned(
        11 * 24 + 3,
        40,
        "Dashboard release",
        "The dashboard moves to a new session store. You may have to sign in again.",
        ("dashboard", "login"),
    ),
    Planned(
        -(2 * 24 + 5),
        60,
        "Storage firmware update",
        "We update the firmware of the storage nodes in zone A. Reads and writes go on; single requests "
        "may be slower than usual.",
        ("storage",),
        announced_days=4,
    ),
)

BLIPS = (
    Blip(80 * 24 + 11, 6, "website"),
    Blip(66 * 24 + 1, 4, "api"),
    Blip(58 * 24 + 13, 9, "search", "degraded_performance"),
    Blip(47 * 24 + 6, 12, "dashboard", "degraded_performance"),
    Blip(29 * 24 + 15, 5, "website"),
    Blip(25 * 24 + 8, 7, "storage", "degraded_performance"),
    Blip(13 * 24 + 10, 3, "webhooks"),
    Blip(9 * 24 + 20, 8, "dashboard", "degraded_performance"),
    Blip(3 * 24 + 14, 4, "api"),
)
