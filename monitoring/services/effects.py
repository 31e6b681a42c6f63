"""What a check's state does to its component and to incidents."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from incidents.models import Incident
from incidents.services import incident_open
from incidents.services.templates import template_fields, template_render
from monitoring.models import Check
from monitoring.services.ties import incident_join, incident_recover, is_over, others_hold, tie, tie_of, untie
from monitoring.vocabulary import CheckKind, CheckState, Effect
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import DomainError
from statuspage.languages import in_words_of
from statuspage.models import Component, StatusClaim
from statuspage.services import claim_release, claim_set
from statuspage.status import ClaimSource, Status
from statuspage.validation import MESSAGE_LENGTH, NAME_LENGTH, cut_text

logger = logging.getLogger(__name__)

OPENING = (Effect.INCIDENT, Effect.DRAFT_INCIDENT)
_HEALTH = {CheckState.UP: Status.OPERATIONAL, CheckState.DEGRADED: Status.DEGRADED_PERFORMANCE}


def actor_of(check: Check) -> Actor:
    """A check as the actor of what follows from its results."""
    return Actor.for_check(uid=check.uid, label=str(check), is_nameless=not check.own_name)


def state_take_effect(check: Check, *, code: str, error: str, since: datetime, now: datetime) -> None:
    """Say on the component what the new state means, and open or resolve the check's incident.

    `since` is when it began, which is before the result that confirmed it. `error` is for the team alone:
    it may name what is inside, so the page gets plain words made from `code`.
    """
    # Before the component: whoever writes to an incident locks it first and its components then.
    if check.state in (CheckState.UP, CheckState.DEGRADED):
        incident_let_go(check, resolve=True, now=now)
    if check.state == CheckState.DOWN:
        incident_follow(check, error=error, since=since, now=now)
    component_follow(check, code=code, since=since, now=now)


def component_follow(check: Check, *, code: str = "", since: datetime, now: datetime) -> None:
    """Set the check's claim on its component to what its state says; without a word it is released."""
    component = check.component
    if component is None or component.deleted_at is not None:
        return
    status = _claimed_status(check)
    if status is None:
        component_leave(check, component, now=now)
        return
    claim_set(
        component=component,
        source=ClaimSource.CHECK.value,
        source_uid=check.uid,
        status=status,
        message=_public_words(check, code),
        by=actor_of(check),
        at=min(since, now),
        now=now,
    )


def component_leave(check: Check, component: Component, *, now: datetime) -> None:
    """End what the check says about a component."""
    claim_release(
        component=component,
        source=ClaimSource.CHECK.value,
        source_uid=check.uid,
        by=actor_of(check),
        now=now,
    )


def incident_let_go(check: Check, *, resolve: bool, now: datetime) -> None:
    """Part from the incident of the check; with `resolve` it is ended first, unless other checks still fail.

    One that a person has touched is theirs to end. The check stays tied to it until then, so that it opens no
    second one for the same trouble.
    """
    opened = tie_of(check)
    if opened is None:
        return
    going_on = resolve and not is_over(opened.incident)
    if going_on and not incident_recover(check, opened, by=actor_of(check), now=now):
        return
    untie(opened, now)


def incident_follow(check: Check, *, error: str, since: datetime, now: datetime) -> None:
    """Open the incident of a check that is down; if that is refused, the state and the claim stand.

    What fails together with others joins the incident that one of them has just opened. While its component
    is under maintenance it is held back: `incidents_open_held` opens it afterwards.
    """
    if check.effect not in OPENING or _under_maintenance(check):
        return
    opened = tie_of(check)
    if opened is not None:
        if not is_over(opened.incident):
            return
        untie(opened, now)
    try:
        with journal.transaction():
            others_hold(check, now=now)
            if not incident_join(check, since=since, by=actor_of(check), now=now):
                tie(check, _incident(check, error=error, since=since, now=now), now=now)
    except DomainError:
        logger.exception("The incident of a check could not be opened")


def _under_maintenance(check: Check) -> bool:
    return (
        check.component is not None
        and StatusClaim.objects.filter(
            component=check.component,
            source=ClaimSource.MAINTENANCE,
            ended__isnull=True,
            voided_at__isnull=True,
        ).exists()
    )


def _claimed_status(check: Check) -> str | None:
    if check.effect == Effect.NONE:
        return None
    if check.state == CheckState.DOWN:
        return check.effect_status
    status = _HEALTH.get(CheckState(check.state))
    return None if status is None else status.value


def _incident(check: Check, *, error: str, since: datetime, now: datetime) -> Incident:
    component = check.component if check.component and check.component.deleted_at is None else None
    with in_words_of(check.page):
        called = _public_name(check)
        subject = component.name if component is not None else called
        name = _("%(subject)s is not working") % {"subject": subject}
        if check.kind == CheckKind.HEARTBEAT and component is None and not check.own_name:
            name = _("A scheduled job did not run as expected")
        body = _("Automated monitoring noticed a problem.")
    values: dict[str, str] = {}
    if check.template is not None:
        values = {
            "page": check.page.name,
            "component": subject,
            "check": called,
            "error": "".join(sign for sign in error if sign.isprintable() or sign in "\n\t"),
            "time": since.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        }
        title, body = template_render(template=check.template, values=values)
        name = title.strip() or name
    return incident_open(
        page=check.page,
        # Nobody is here to be asked for a shorter text.
        name=cut_text(name, NAME_LENGTH),
        body=cut_text(body, MESSAGE_LENGTH),
        components=_affected(check, component),
        template=check.template,
        values=values,
        started_at=min(since, now),
        draft=check.effect == Effect.DRAFT_INCIDENT,
        origin="check",
        by=actor_of(check),
        now=now,
    )


def _public_name(check: Check) -> str:
    """What visitors are told instead of a label that was made up for the team: plain words."""
    if check.own_name:
        return check.own_name
    return _("A scheduled job") if check.kind == CheckKind.HEARTBEAT else _("A service")


def _affected(check: Check, component: Component | None) -> list[tuple[Component, str] | Component]:
    affected: list[tuple[Component, str] | Component] = []
    if check.template is not None:
        affected = template_fields(check.template)
    named = {(item[0] if isinstance(item, tuple) else item).pk for item in affected}
    if component is not None and component.pk not in named:
        affected.append((component, check.effect_status))
    return affected


def _public_words(check: Check, code: str) -> str:
    with in_words_of(check.page):
        if check.state == CheckState.DEGRADED:
            return _("Slow answers")
        if check.state != CheckState.DOWN:
            return ""
        if code.isdigit():
            return _("Unexpected answers")
        if code.startswith("tls_"):
            return _("No secure connection")
        return _("No pings") if check.kind == CheckKind.HEARTBEAT else _("Not reachable")
