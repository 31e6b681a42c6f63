"""The message about one event of an incident or a maintenance."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.services.state import PERSONS
from incidents.vocabulary import Impact, IncidentKind, IncidentStatus, Origin
from statuspage import links
from statuspage.clock import Clock, duration, lasted
from statuspage.languages import only_in
from statuspage.models import Page
from statuspage.status import SEVERITY, Status
from statuspage.validation import cut_text
from webhooks.messages.message import Entry, Fact, Message
from webhooks.messages.reading import Said, Story, Touched
from webhooks.vocabulary import Audience

EARLIER_UPDATES = 5
_EARLIER_LENGTH = 280
_MOST_COMPONENTS = 20
_SUBJECT_LENGTH = 200
_CHANNEL_ONLY = frozenset({"incident.deleted", "incident.reminder", "incident.draft_saved"})


def incident_message(story: Story, *, page: Page, audience: Audience | str, language: str) -> Message | None:
    """What one event is told as; None where this audience is not told of such an event.

    The language is active already.
    """
    channel = audience != Audience.VISITOR
    if story.event.kind in _CHANNEL_ONLY and not channel:
        return None
    clock = Clock(ZoneInfo(page.time_zone), story.event.at)
    words = status_words(story)
    url, label = _link(story, page)
    news = story.news or (story.updates[0] if story.verb == "reminder" and story.updates else None)
    return Message(
        subject=subject_line(page, f"{words}: {story.name}"),
        headline=f"{words}: {story.name}",
        page_name=page.name,
        page_url=links.page_url(page),
        language=language,
        look=story.look,
        text=_text(story, news),
        html=news.html if news is not None and not _leads(story) else "",
        only=only_in(news.foreign) if news is not None and news.foreign else "",
        written=news.foreign if news is not None else "",
        facts=tuple(_facts(story, clock, channel=channel)),
        entries=tuple(_earlier(story, news, clock)),
        url=url,
        url_label=label,
        thread=f"incident:{story.uid}",
        signal=_signal(story),
        at=story.event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        extra={"status": words, "name": story.name, "when": clock.full(story.event.at)},
    )


def subject_line(page: Page, words: str) -> str:
    """The page's name and what it is about, on one line of bounded length."""
    return cut_text(" ".join(f"[{page.name}] {words}".split()), _SUBJECT_LENGTH)


def status_words(story: Story) -> str:
    """What happened, in the few words that begin a subject."""
    if story.verb == "draft_saved":
        return _("Draft")
    if story.is_maintenance:
        return _maintenance_words(story)
    if story.verb == "reminder":
        return _("Still open")
    if story.verb == "deleted":
        return _("Deleted")
    if story.verb == "postmortem_published":
        return _("Postmortem")
    if story.was_over and not story.over:
        return _("Open again")
    if story.verb in {"updated", "edited"} and story.before.get("status") == story.status:
        return _("Update")
    return story.status_words


def component_facts(story: Story) -> list[Fact]:
    """The components with the status declared for each, or the one that they show once it is over.

    Of very many only the worst are named.
    """
    if story.status == IncidentStatus.SCHEDULED or story.verb in {"canceled", "deleted", "draft_saved"}:
        if not story.components:
            return []
        named = [item.name for item in story.components[:_MOST_COMPONENTS]]
        rest = len(story.components) - len(named)
        named += [_("%(n)d more") % {"n": rest}] if rest else []
        return [Fact(label=_("Affects"), value=", ".join(named))]
    told = [(item, item.shown if story.over else item.declared) for item in story.components]
    told = [(item, status) for item, status in told if status]
    rest = len(told) - _MOST_COMPONENTS
    if rest > 0:
        told = sorted(told, key=lambda one: -SEVERITY[one[1]])[:_MOST_COMPONENTS]
    facts = [_component_fact(item, status) for item, status in told]
    if rest > 0:
        facts.append(Fact(label=_("Also"), value=_more(rest)))
    return facts


def window_fact(story: Story, clock: Clock) -> Fact | None:
    """When a maintenance is planned."""
    start, end = story.moment("scheduled_for"), story.moment("scheduled_until")
    if not story.is_maintenance or start is None or end is None:
        return None
    return Fact(label=_("When"), value=clock.window(start, end))


def _maintenance_words(story: Story) -> str:
    words = {
        "scheduled": _("Scheduled maintenance"),
        "reminder": _("Maintenance soon"),
        "started": _("Maintenance started"),
        "completed": _("Maintenance completed"),
        "canceled": _("Maintenance canceled"),
    }.get(story.verb)
    if words is not None:
        return words
    window = ("scheduled_for", "scheduled_until")
    if story.before and any(story.before.get(name) != story.values.get(name) for name in window):
        return _("Maintenance moved")
    if story.status == IncidentStatus.VERIFYING and story.before.get("status") != story.status:
        return _("Maintenance being verified")
    return _("Maintenance update")


def _leads(story: Story) -> str:
    """A sentence of ours that stands before everything that people wrote."""
    if story.verb == "draft_saved":
        return _("A draft waits to be published. Nobody else has been told.")
    if story.verb == "canceled":
        return _("This maintenance will not take place.") if story.status == "scheduled" else ""
    if story.verb == "deleted":
        return _("This incident was deleted and is no longer on the page.")
    started = story.moment("started_at")
    if story.verb == "reminder" and not story.is_maintenance and started is not None:
        hours = round((story.event.at - started).total_seconds() / 3600)
        told = ngettext(
            "This incident is still open after %(hours)d hour.",
            "This incident is still open after %(hours)d hours.",
            hours,
        ) % {"hours": hours}
        return told + " " + _("If it is over, resolve it; if not, tell your visitors how it stands.")
    return ""


def _link(story: Story, page: Page) -> tuple[str, str]:
    """Where there is more to read; what is not, or no longer, on the page has no address there."""
    if story.verb == "draft_saved":
        return links.public_url("/dashboard/"), _("Open the dashboard")
    if story.verb in {"deleted", "canceled"}:
        return links.page_url(page), _("Open the status page")
    return story.url, _("Read more on the status page")


def _text(story: Story, news: Said | None) -> str:
    return "\n\n".join(part for part in (_leads(story), news.text if news else "") if part)


def _facts(story: Story, clock: Clock, *, channel: bool) -> list[Fact]:
    facts = component_facts(story)
    window = window_fact(story, clock)
    if window is not None:
        facts.insert(0, window)
    started, ended = story.moment("started_at"), story.moment("resolved_at")
    if story.over and started is not None and ended is not None:
        facts.append(Fact(label=_("Lasted"), value=lasted(started, ended)))
    elif not story.is_maintenance and started is not None and story.verb not in {"draft_saved", "deleted"}:
        facts.append(Fact(label=_("Since"), value=clock.time(started)))
    return [*facts, *_internal_facts(story)] if channel else facts


def _internal_facts(story: Story) -> list[Fact]:
    """What the team is told and visitors are not."""
    facts = []
    if story.kind == IncidentKind.INCIDENT:
        facts.append(Fact(label=_("Impact"), value=str(Impact(story.values["impact"]).label)))
    if story.verb in {"opened", "draft_saved", "reminder"} and story.values.get("origin") == Origin.CHECK:
        facts.append(Fact(label=_("Opened by"), value=_("a check")))
    elif story.news is not None and story.news.author and story.event.actor_kind in PERSONS:
        facts.append(Fact(label=_("By"), value=story.news.author))
    if story.verb not in {"draft_saved", "deleted"} and not (
        story.verb == "reminder" and not story.is_maintenance
    ):
        told = _("are told") if story.values.get("deliver") else _("are not told")
        facts.append(Fact(label=_("Subscribers"), value=told))
    return facts


def _earlier(story: Story, news: Said | None, clock: Clock) -> list[Entry]:
    rest = [said for said in story.updates if news is None or said.uid != news.uid]
    if story.verb in {"draft_saved", "postmortem_published"}:
        rest = rest[:1] if story.verb == "draft_saved" else []
    return [
        Entry(
            title=said.status_words,
            at=clock.time(said.at),
            text=cut_text(said.text, _EARLIER_LENGTH),
        )
        for said in rest[:EARLIER_UPDATES]
    ]


def _more(count: int) -> str:
    return ngettext("%(n)d more component", "%(n)d more components", count) % {"n": count}


def _component_fact(item: Touched, status: str) -> Fact:
    return Fact(label=item.name, value=str(Status(status).label), look=status)


def _signal(story: Story) -> str:
    if story.kind != IncidentKind.INCIDENT or story.verb == "draft_saved":
        return ""
    if story.verb in {"resolved", "deleted"}:
        return "resolve"
    return "trigger" if story.verb == "opened" or (story.was_over and not story.over) else ""


def period_words(story: Story, clock: Clock) -> str:
    """From when to when it lasted, or since when it lasts."""
    started, ended = story.moment("started_at"), story.moment("resolved_at")
    window = window_fact(story, clock)
    if window is not None and story.status == IncidentStatus.SCHEDULED:
        return window.value
    if started is None:
        return ""
    if ended is None:
        return _("Since %(time)s") % {"time": clock.time(started)}
    return _("%(start)s to %(end)s, %(lasted)s") % {
        "start": clock.time(started),
        "end": clock.time(ended),
        "lasted": duration((ended - started).total_seconds()),
    }
