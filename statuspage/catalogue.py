"""Every kind of event that the journal knows."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class EventKind:
    """What a kind of event means for others.

    `visible`: visitors of the page can see what it changed, so it moves `Page.revision`. `deliverable`: it
    may leave the house through a page's webhooks. `personal`: it holds data about a person.
    """

    kind: str
    description: str | Promise
    visible: bool = False
    deliverable: bool = False
    personal: bool = False


def _seen(kind: str, description: str | Promise) -> EventKind:
    return EventKind(kind, description, visible=True)


def _told(kind: str, description: str | Promise) -> EventKind:
    return EventKind(kind, description, visible=True, deliverable=True)


def _kept(kind: str, description: str | Promise) -> EventKind:
    return EventKind(kind, description)


def _personal(kind: str, description: str | Promise) -> EventKind:
    return EventKind(kind, description, personal=True)


_KINDS = (
    _kept("organization.created", _("An organization was created")),
    _kept("organization.updated", _("An organization was changed")),
    _personal("member.added", _("A person joined the organization")),
    _personal("member.updated", _("A person's role changed")),
    _personal("member.removed", _("A person left the organization")),
    _personal("invitation.sent", _("Somebody was invited to the team")),
    _personal("invitation.resent", _("An invitation was sent again")),
    _personal("invitation.revoked", _("An invitation was taken back")),
    _personal("invitation.accepted", _("An invitation was accepted")),
    _personal("page_role.updated", _("What a person may do on a page changed")),
    _personal("user.created", _("A person was given an account")),
    _personal("user.updated", _("A person's account was changed")),
    _personal("user.logged_in", _("A person signed in")),
    _personal("user.login_failed", _("Signing in failed")),
    _personal("user.second_step_failed", _("The second step of signing in failed")),
    _personal("user.factor_added", _("A person set up a second step or a passkey")),
    _personal("user.factor_removed", _("A person's second step or passkey was removed")),
    _personal("user.recovery_codes_renewed", _("A person got new recovery codes")),
    _personal("user.sessions_ended", _("A person's sessions were ended")),
    _kept("journal.exported", _("The journal was exported")),
    _personal("access.refused", _("Access was refused")),
    _seen("page.created", _("A page was created")),
    _told("page.updated", _("A page's settings changed")),
    _seen("page.reordered", _("The order of a page's components changed")),
    _kept("page.ping_key_rotated", _("A page got a new ping key")),
    _kept("page.start_closed", _("The first steps of a page were put away")),
    _seen("page.deleted", _("A page was deleted")),
    _seen("embed.updated", _("The embedded banner changed")),
    _seen("group.created", _("A component group was created")),
    _seen("group.updated", _("A component group changed")),
    _seen("group.brought", _("The place of a component group was brought from another system")),
    _seen("group.deleted", _("A component group was deleted")),
    _told("component.created", _("A component was created")),
    _told("component.updated", _("A component's settings changed")),
    _told("component.deleted", _("A component was deleted")),
    _told("component.status_changed", _("A component shows another status")),
    _seen("component.brought", _("What a component is or was, was brought from another system")),
    _seen("component.history_corrected", _("A component's history was corrected")),
    _told("note.posted", _("Something was said about a component")),
    _told("note.voided", _("What was said about a component was taken back")),
    _personal("audience.member_created", _("Somebody may see a restricted page")),
    _personal("audience.member_updated", _("What somebody sees of a restricted page changed")),
    _personal("audience.member_deleted", _("Somebody may see a restricted page no longer")),
    _personal("audience.group_created", _("A group of people who may see a restricted page was created")),
    _personal("audience.group_updated", _("A group of people who may see a restricted page changed")),
    _personal("audience.group_deleted", _("A group of people who may see a restricted page was deleted")),
    _personal("audience.component_granted", _("More people may see a component of a restricted page")),
    _personal("audience.component_revoked", _("Fewer people may see a component of a restricted page")),
    _seen("label.created", _("A status label was created")),
    _seen("label.updated", _("A status label changed")),
    _seen("label.deleted", _("A status label was deleted")),
    _told("incident.opened", _("An incident was opened")),
    _told("incident.updated", _("An incident got an update")),
    _told("incident.resolved", _("An incident was resolved")),
    _told("incident.deleted", _("An incident was deleted")),
    _told("incident.reminder", _("An open incident is called to mind")),
    _told("incident.postmortem_published", _("A postmortem was published")),
    _seen("incident.edited", _("An incident was edited without an update")),
    _seen("incident.brought", _("The story of an incident was brought from another system")),
    _kept("incident.draft_saved", _("A draft of an incident was saved")),
    _kept("incident.postmortem_saved", _("A draft of a postmortem was saved")),
    _seen("incident.postmortem_withdrawn", _("A postmortem was withdrawn")),
    _told("maintenance.scheduled", _("A maintenance was scheduled")),
    _told("maintenance.updated", _("A maintenance got an update or was moved")),
    _told("maintenance.reminder", _("A maintenance is near")),
    _told("maintenance.started", _("A maintenance started")),
    _told("maintenance.completed", _("A maintenance was completed")),
    _told("maintenance.canceled", _("A maintenance was canceled")),
    _seen("maintenance.brought", _("The story of a maintenance was brought from another system")),
    _kept("series.created", _("A recurring maintenance was set up")),
    _kept("series.updated", _("A recurring maintenance changed")),
    _kept("series.deleted", _("A recurring maintenance ended")),
    _kept("template.created", _("An incident template was created")),
    _kept("template.updated", _("An incident template changed")),
    _kept("template.deleted", _("An incident template was deleted")),
    _told("check.created", _("A check was created")),
    _seen("check.updated", _("A check's settings changed")),
    _seen("check.deleted", _("A check was deleted")),
    _kept("check.paused", _("A check was paused")),
    _kept("check.resumed", _("A check was resumed")),
    EventKind("check.flipped", _("A check changed its state"), deliverable=True),
    _seen("metric.created", _("A metric was created")),
    _seen("metric.updated", _("A metric's settings changed")),
    _seen("metric.deleted", _("A metric was deleted")),
    _seen("metric.cleared", _("The points of a metric were deleted")),
    EventKind("metric.threshold_crossed", _("A metric crossed its threshold"), deliverable=True),
    _kept("provider.created", _("A metrics provider was set up")),
    _kept("provider.updated", _("A metrics provider's settings changed")),
    _kept("provider.deleted", _("A metrics provider was removed")),
    _kept("provider.disabled", _("A metrics provider refused its credentials and is asked no more")),
    _kept("key.issued", _("An API key was issued")),
    _kept("key.updated", _("An API key's settings changed")),
    _kept("key.rotated", _("An API key got a new secret")),
    _kept("key.credentials_shown", _("Somebody looked at the signing credentials of an API key")),
    _kept("key.revoked", _("An API key was revoked")),
    _personal("subscription.created", _("Somebody asked to be told")),
    _personal("subscription.confirmed", _("A subscriber confirmed the address")),
    _personal("subscription.updated", _("A subscription changed")),
    _personal("subscription.deleted", _("A subscription ended")),
    _kept("subscription.import_started", _("An import of subscribers was begun")),
    _kept("subscription.import_stopped", _("An import of subscribers was stopped")),
    _kept("subscription.import_failed", _("An import of subscribers could not go on")),
    _personal("subscription.imported", _("Subscribers were imported")),
    _personal("subscription.exported", _("Subscribers were exported")),
    _personal("subscription.quarantined", _("A subscriber could not be reached and is told no more")),
    _personal("channel.created", _("An alert channel was created")),
    _personal("channel.updated", _("An alert channel changed")),
    _personal("channel.deleted", _("An alert channel was deleted")),
    _personal("channel.disabled", _("An alert channel failed for days and was disabled")),
    _kept("webhook.created", _("A webhook was created")),
    _kept("webhook.updated", _("A webhook's settings changed")),
    _kept("webhook.rotated", _("A webhook got a new secret")),
    _kept("webhook.deleted", _("A webhook was deleted")),
    _kept("webhook.disabled", _("A webhook failed for days and was disabled")),
    _kept("delivery.redelivered", _("What had been sent was sent again")),
    EventKind("webhook.test", _("A webhook is tried out"), deliverable=True),
)

CATALOGUE: dict[str, EventKind] = {kind.kind: kind for kind in _KINDS}
