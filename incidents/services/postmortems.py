"""What is written after an incident: worked on as a draft, then published."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.exceptions import IncidentNotEnded, NotPublished, PostmortemNotFound
from incidents.models import Incident, Postmortem
from incidents.selectors.objects import incident_object
from incidents.services.intake import clean_body, clean_format
from incidents.services.state import incident_lock, incident_touch
from incidents.transitions import is_ended
from incidents.vocabulary import TextFormat
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.richtext import render
from statuspage.validation import Problems


def postmortem_save_draft(
    *,
    incident: Incident,
    body: str,
    body_format: str = TextFormat.MARKDOWN.value,
    by: Actor,
    now: datetime | None = None,
) -> Postmortem:
    """Keep the draft. What visitors read stays as it was published, until `postmortem_publish`."""
    problems = Problems()
    with problems.caught():
        body = clean_body(body, "/draft")
    with problems.caught():
        body_format = clean_format(body_format)
    problems.raise_if_any()
    with journal.transaction(now) as now:
        _begin(incident, by, now)
        postmortem, _created = Postmortem.objects.get_or_create(incident=incident)
        postmortem.draft, postmortem.format, postmortem.draft_updated_at = body, body_format, now
        postmortem.save(update_fields=["draft", "format", "draft_updated_at", "updated_at"])
        _record("incident.postmortem_saved", postmortem, by, now, {"draft": body})
        return postmortem


def postmortem_publish(
    *, postmortem: Postmortem, notify: bool = False, by: Actor, now: datetime | None = None
) -> Postmortem:
    """Show the draft to visitors, also to replace what was published before.

    Raises `IncidentNotEnded` while the incident goes on, and `Invalid` when there is nothing to show.
    """
    with journal.transaction(now) as now:
        incident = _begin_with(postmortem, by, now)
        if incident.draft or not is_ended(incident.status):
            raise IncidentNotEnded(_("A postmortem can be published once the incident is over."))
        if not postmortem.draft.strip():
            raise Invalid.at("/draft", "required", _("Write something before it is published."))
        postmortem.body = postmortem.draft
        postmortem.html = render(postmortem.draft, postmortem.format)
        postmortem.body_updated_at = now
        postmortem.published_at = postmortem.published_at or now
        postmortem.notify = notify
        postmortem.save(
            update_fields=["body", "html", "body_updated_at", "published_at", "notify", "updated_at"]
        )
        _record(
            "incident.postmortem_published",
            postmortem,
            by,
            now,
            {**incident_object(incident), **_told(postmortem)},
        )
        return postmortem


def postmortem_revert(*, postmortem: Postmortem, by: Actor, now: datetime | None = None) -> Postmortem:
    """Take a published postmortem back to its draft. Raises `NotPublished`."""
    with journal.transaction(now) as now:
        _begin_with(postmortem, by, now)
        if postmortem.published_at is None:
            raise NotPublished(_("The postmortem has not been published."))
        postmortem.body = postmortem.html = ""
        postmortem.body_updated_at = postmortem.published_at = None
        postmortem.notify = False
        postmortem.save(
            update_fields=["body", "html", "body_updated_at", "published_at", "notify", "updated_at"]
        )
        _record("incident.postmortem_withdrawn", postmortem, by, now, None)
        return postmortem


def postmortem_delete(*, postmortem: Postmortem, by: Actor, now: datetime | None = None) -> None:
    """Drop draft and published text."""
    with journal.transaction(now) as now:
        _begin_with(postmortem, by, now)
        published = postmortem.published_at is not None
        kind = "incident.postmortem_withdrawn" if published else "incident.postmortem_saved"
        _record(kind, postmortem, by, now, None)
        postmortem.delete()


def _begin(incident: Incident, by: Actor, now: datetime) -> None:
    incident_lock(incident)
    incident_touch(incident, by=by, now=now)
    incident.save(update_fields=["human_touched_at"])


def _begin_with(postmortem: Postmortem, by: Actor, now: datetime) -> Incident:
    incident = postmortem.incident
    _begin(incident, by, now)
    try:
        postmortem.refresh_from_db()
    except Postmortem.DoesNotExist:
        raise PostmortemNotFound(_("The incident has no postmortem.")) from None
    postmortem.incident = incident
    return incident


def _told(postmortem: Postmortem) -> dict[str, Any]:
    return {
        "postmortem": {
            "body": postmortem.body,
            "body_html": postmortem.html,
            "published_at": postmortem.published_at,
        },
        "update": None,
        "deliver": postmortem.notify,
    }


def _record(
    kind: str, postmortem: Postmortem, by: Actor, now: datetime, after: dict[str, Any] | None
) -> None:
    incident = postmortem.incident
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind=incident.kind,
        subject_uid=incident.uid,
        subject_label=incident.name,
        page=incident.page,
        after=after,
    )
