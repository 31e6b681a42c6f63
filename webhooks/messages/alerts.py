"""What an alert channel is told about checks: one, or many in a storm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.models import Check
from monitoring.services import target_shown
from statuspage import links
from statuspage.clock import Clock, lasted
from statuspage.languages import spoken
from statuspage.models import Page
from statuspage.status import SEVERITY, Status
from webhooks.alerting import CLOSINGS
from webhooks.messages.incidents import subject_line
from webhooks.messages.message import Entry, Fact, Message
from webhooks.vocabulary import Saying, Told

MOST_NAMES = 20
"""So many checks are named in one message."""

_LOOKS = {
    Told.WELL: Status.OPERATIONAL.value,
    Told.DEGRADED: Status.DEGRADED_PERFORMANCE.value,
    Told.FLAPPING: Status.PARTIAL_OUTAGE.value,
    Told.DOWN: Status.MAJOR_OUTAGE.value,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something to tell about a check. `check` comes with its component.

    `told` is how the check is as far as the channel knows then, `at` when it became so, and `since` when the
    trouble began. `error` may name what is inside: channels are the team's.
    """

    saying: Saying
    told: Told
    check: Check
    problem: str
    at: datetime
    since: datetime | None = None
    error: str = ""
    regions: tuple[str, ...] = ()

    @property
    def closes(self) -> bool:
        """Whether nothing more will be said about the problem."""
        return self.saying in CLOSINGS


def alert_message(*, changes: Sequence[Change], page: Page, language: str) -> Message:
    """One check in detail, or how many there are with the names of the first, those that fail before others.

    Several changes that belong to one problem are told under its name, as one failure of a pager.
    """
    with translation.override(spoken(language)):
        clock = Clock(ZoneInfo(page.time_zone), max(change.at for change in changes))
        if len(changes) == 1:
            return _one(changes[0], page, language, clock)
        return _many(sorted(changes, key=_rank), page, language, clock)


def _one(change: Change, page: Page, language: str, clock: Clock) -> Message:
    words = _sentence(change)
    component = change.check.component
    shown = component is not None and component.visible and component.deleted_at is None
    return Message(
        subject=subject_line(page, words),
        headline=words,
        page_name=page.name,
        page_url=links.page_url(page),
        language=language,
        look=_look(change),
        text=_explained(change),
        facts=tuple(_facts(change, clock)),
        url=links.component_url(page, component) if component and shown else links.page_url(page),
        url_label=_("Open the component's page") if shown else _("Open the status page"),
        thread=f"problem:{change.problem}",
        signal="resolve" if change.closes else "trigger",
        at=_plain(change.at),
        extra={"check": change.check.uid, "problem": change.problem, "saying": change.saying.value},
    )


def _many(changes: Sequence[Change], page: Page, language: str, clock: Clock) -> Message:
    problems = {change.problem for change in changes}
    over = all(change.closes for change in changes)
    entries = [_entry(change, clock) for change in changes[:MOST_NAMES]]
    rest = len(changes) - len(entries)
    if rest:
        entries.append(Entry(title=ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest}))
    words = _counted(changes)
    return Message(
        subject=subject_line(page, words),
        headline=words,
        page_name=page.name,
        page_url=links.page_url(page),
        language=language,
        look=max((_look(change) for change in changes), key=SEVERITY.__getitem__),
        entries=tuple(entries),
        url=links.page_url(page),
        url_label=_("Open the status page"),
        thread=f"problem:{problems.pop()}" if len(problems) == 1 else f"checks:{page.uid}",
        signal="resolve" if over else "trigger",
        at=_plain(max(change.at for change in changes)),
    )


def _rank(change: Change) -> tuple[bool, int, str]:
    return change.closes, -SEVERITY[_look(change)], str(change.check)


def _look(change: Change) -> str:
    if change.saying == Saying.UNWATCHED:
        return Status.UNKNOWN.value
    return _LOOKS[Told.WELL if change.closes else change.told]


def _sentence(change: Change) -> str:
    name = {"check": str(change.check)}
    if change.saying == Saying.RECOVERED:
        return _("%(check)s is up again") % name
    if change.saying == Saying.UNWATCHED:
        return _("%(check)s is no longer watched") % name
    if change.told == Told.FLAPPING:
        return _("%(check)s goes up and down") % name
    if change.saying in (Saying.STILL, Saying.REMINDER):
        return (_("%(check)s is still down") if _is_down(change) else _("%(check)s is still slow")) % name
    if change.saying == Saying.WORSE:
        return _("%(check)s is down now, not only slow") % name
    return (_("%(check)s is down") if _is_down(change) else _("%(check)s is slow")) % name


def _is_down(change: Change) -> bool:
    return change.told == Told.DOWN


def _explained(change: Change) -> str:
    if change.told == Told.FLAPPING and not change.closes:
        return _("You will hear again once it has stayed as it is for a while.")
    if change.saying == Saying.UNWATCHED:
        return _("It was paused or deleted, or this channel is told of it no more, so its end is not told.")
    return ""


def _facts(change: Change, clock: Clock) -> list[Fact]:
    check = change.check
    facts = []
    if change.saying == Saying.RECOVERED and change.since is not None:
        facts.append(Fact(label=_("Down for"), value=lasted(change.since, change.at)))
        facts.append(Fact(label=_("From"), value=clock.time(change.since)))
        facts.append(Fact(label=_("Until"), value=clock.time(change.at)))
    elif change.since is not None:
        facts.append(Fact(label=_("Since"), value=clock.time(change.since)))
        if change.at > change.since:
            facts.append(Fact(label=_("For"), value=lasted(change.since, change.at)))
    if change.error and not change.closes:
        facts.append(Fact(label=_("Error"), value=change.error))
    if check.component is not None:
        look = "" if change.closes else _look(change)
        facts.append(Fact(label=_("Component"), value=check.component.name, look=look))
    address = _address(check)
    if address:
        facts.append(Fact(label=_("Target"), value=address))
    if change.regions and not change.closes:
        facts.append(Fact(label=_("Seen from"), value=", ".join(change.regions)))
    return facts


def _address(check: Check) -> str:
    """What the check looks at, without what may be secret."""
    target = target_shown(check, secrets=False)
    if target.get("url"):
        return str(target["url"])
    host, port = target.get("host"), target.get("port")
    return f"{host}:{port}" if host and port else str(host or "")


def _entry(change: Change, clock: Clock) -> Entry:
    since = change.since or change.at
    return Entry(
        title=_sentence(change),
        at=clock.time(change.at if change.closes else since),
        text="" if change.closes else change.error,
        look=_look(change),
    )


def _counted(changes: Sequence[Change]) -> str:
    """ "37 checks are down, 2 are up again": what is the same is counted together, in the given order."""
    counts: dict[str, int] = {}
    for change in changes:
        group = change.saying.value if change.closes else change.told.value
        counts[group] = counts.get(group, 0) + 1
    parts = [_part(group, n, first=index == 0) for index, (group, n) in enumerate(counts.items())]
    return ", ".join(parts)


def _part(group: str, n: int, *, first: bool) -> str:
    if first:
        words = {
            "down": ngettext("%(n)d check is down", "%(n)d checks are down", n),
            "degraded": ngettext("%(n)d check is slow", "%(n)d checks are slow", n),
            "flapping": ngettext("%(n)d check goes up and down", "%(n)d checks go up and down", n),
            "recovered": ngettext("%(n)d check is up again", "%(n)d checks are up again", n),
            "unwatched": ngettext(
                "%(n)d check is no longer watched", "%(n)d checks are no longer watched", n
            ),
        }
    else:
        words = {
            "down": ngettext("%(n)d is down", "%(n)d are down", n),
            "degraded": ngettext("%(n)d is slow", "%(n)d are slow", n),
            "flapping": ngettext("%(n)d goes up and down", "%(n)d go up and down", n),
            "recovered": ngettext("%(n)d is up again", "%(n)d are up again", n),
            "unwatched": ngettext("%(n)d is no longer watched", "%(n)d are no longer watched", n),
        }
    return words[group] % {"n": n}


def _plain(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
