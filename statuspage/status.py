"""The status words, their order, and the one function that says which status a component shows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What a component can be, worst last; `unknown` stands beside the scale and any claim beats it."""

    OPERATIONAL = "operational", _("Operational")
    UNDER_MAINTENANCE = "under_maintenance", _("Under maintenance")
    DEGRADED_PERFORMANCE = "degraded_performance", _("Degraded performance")
    PARTIAL_OUTAGE = "partial_outage", _("Partial outage")
    MAJOR_OUTAGE = "major_outage", _("Major outage")
    UNAVAILABLE = "unavailable", _("Unavailable")
    UNKNOWN = "unknown", _("Unknown")


class ClaimSource(models.TextChoices):
    """Who says that a component has a status."""

    MANUAL = "manual", _("A person")
    CHECK = "check", _("A check")
    INCIDENT = "incident", _("An incident")
    MAINTENANCE = "maintenance", _("Maintenance")


class Claim(Protocol):
    """One statement about a component, as long as it holds (`ended` is None while it is open).

    `stated_at` is when it was said and `started` from when on it holds. They are equal unless it was said of
    a time before, or a correction split the claim: the pieces keep the moment of the statement, so that a
    person's words mute the same checks as before. What a person says may give way to incidents and
    maintenance (`yields`).
    """

    @property
    def source(self) -> str: ...
    @property
    def source_uid(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def stated_at(self) -> datetime: ...
    @property
    def started(self) -> datetime: ...
    @property
    def ended(self) -> datetime | None: ...
    @property
    def yields(self) -> bool: ...


AnyClaim = TypeVar("AnyClaim", bound=Claim)

SEVERITY: dict[str, int] = {
    Status.UNKNOWN.value: 0,
    Status.OPERATIONAL.value: 1,
    Status.UNDER_MAINTENANCE.value: 2,
    Status.DEGRADED_PERFORMANCE.value: 3,
    Status.PARTIAL_OUTAGE.value: 4,
    Status.MAJOR_OUTAGE.value: 5,
    Status.UNAVAILABLE.value: 6,
}
"""How bad each word is; `unknown` is lower than all, so that any other word beats it."""

CALM = frozenset({Status.OPERATIONAL.value, Status.UNKNOWN.value})
"""The words that tell of no trouble, nor of work."""

_PAGE_DESCRIPTIONS = {
    Status.OPERATIONAL: _("All systems operational"),
    Status.UNDER_MAINTENANCE: _("Maintenance in progress"),
    Status.DEGRADED_PERFORMANCE: _("Degraded performance"),
    Status.PARTIAL_OUTAGE: _("Partial outage"),
    Status.MAJOR_OUTAGE: _("Major outage"),
    Status.UNAVAILABLE: _("Services unavailable"),
    Status.UNKNOWN: _("Status unknown"),
}


def worst(statuses: Iterable[str]) -> Status:
    """The most severe of the words; `unknown` when there are none.

    Raises `KeyError` for a word that is not a status.
    """
    return Status(max(statuses, key=SEVERITY.__getitem__, default=Status.UNKNOWN.value))


def shown_status(claims: Iterable[Claim]) -> Status:
    """The status that a component shows, from its *open* claims; `unknown` when there are none."""
    claim = shown_claim(claims)
    return Status.UNKNOWN if claim is None else Status(claim.status)


def shown_claim(claims: Iterable[AnyClaim]) -> AnyClaim | None:
    """The open claim that a component's status comes from, or None when nothing is claimed.

    It is the worst of those that count. Two rules take claims of checks out: a running maintenance masks
    them all, and a person's statement mutes those stated no later than it, so that a person speaks last
    until each check's next flip. Only the newest manual claim counts, and one that yields does not while an
    incident or a maintenance speaks. Among equally bad claims the one stated first is the cause, so that a
    cause does not change while the status stays.
    """
    open_claims = list(claims)
    manual = max(
        (claim for claim in open_claims if claim.source == ClaimSource.MANUAL), key=_statement, default=None
    )
    maintained = any(claim.source == ClaimSource.MAINTENANCE for claim in open_claims)
    overridden = maintained or any(claim.source == ClaimSource.INCIDENT for claim in open_claims)

    def counts(claim: Claim) -> bool:
        if claim.source == ClaimSource.CHECK:
            return not maintained and (manual is None or claim.stated_at > manual.stated_at)
        return claim.source != ClaimSource.MANUAL or (claim is manual and not (claim.yields and overridden))

    return min((claim for claim in open_claims if counts(claim)), key=_precedence, default=None)


def page_status(statuses: Iterable[str]) -> Status:
    """The overall status of a page from what its components show; unknown only when all of them are."""
    return worst(statuses)


def page_description(status: str) -> str | Promise:
    """The sentence that a banner shows for an overall status."""
    return _PAGE_DESCRIPTIONS[Status(status)]


def _statement(claim: Claim) -> tuple[datetime, datetime, str, str]:
    return claim.stated_at, claim.started, claim.source_uid, claim.status


def _precedence(claim: Claim) -> tuple[int, datetime, str, str, datetime]:
    return -SEVERITY[claim.status], claim.stated_at, claim.source, claim.source_uid, claim.started
