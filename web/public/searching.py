"""Search in the history: what was found, with the passage that the words stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from incidents import selectors as incidents
from incidents.models import Incident
from incidents.vocabulary import IncidentStatus
from statuspage.languages import written
from statuspage.richtext import plain_text, render
from web.public.past import HistorySheet
from web.public.saying import Said
from web.public.words import incident_look

SIZE = 20
MOST_PAGES = 50
AROUND = 90
"""So many characters of a passage stand before the first word that was found, and twice as many behind."""


@dataclass(frozen=True, slots=True)
class Found:
    """An incident or a maintenance in which the words stand."""

    name: SafeString
    marks: SafeString
    path: str
    status: str
    look: str
    when: str
    at: datetime
    affected: list[SafeString]
    passage: SafeString
    passage_marks: SafeString


class Search:
    """One page of what was found; `words` are those that were looked for, none of nothing."""

    def __init__(self, sheet: HistorySheet, q: str, number: str) -> None:
        self.words = incidents.words_of(q)
        self.q = " ".join(q[: incidents.LONGEST].split()) if self.words else ""
        self.number = _number(number)
        self.found: list[Found] = []
        self.has_more = False
        if not self.words:
            return
        rows = incidents.incidents_found(sheet.page, self.words, component=sheet.component, sight=sheet.sight)
        start = (self.number - 1) * SIZE
        some = list(rows[start : start + SIZE + 1])
        self.has_more = len(some) > SIZE and self.number < MOST_PAGES
        # The longest first, so that of words that begin alike the whole of it is marked.
        ordered = sorted(self.words, key=len, reverse=True)
        pattern = re.compile("|".join(re.escape(word) for word in ordered), re.IGNORECASE)
        self.found = [_found(sheet, incident, pattern) for incident in some[:SIZE]]

    @property
    def earlier(self) -> int:
        """The number of the page before, 0 on the first."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The number of the page after, 0 on the last."""
        return self.number + 1 if self.has_more else 0


def marked(text: str, pattern: re.Pattern[str]) -> SafeString:
    """A text, escaped, with what matches marked."""
    told, reached = [], 0
    for match in pattern.finditer(text):
        told += [escape(text[reached : match.start()]), "<mark>", escape(match[0]), "</mark>"]
        reached = match.end()
    return mark_safe("".join([*told, escape(text[reached:])]))  # noqa: S308 (escaped piece by piece)


def _found(sheet: HistorySheet, incident: Incident, pattern: re.Pattern[str]) -> Found:
    story = sheet.story(incident, dated=True)
    name = sheet.said(incident, "name")
    texts = list(_texts(sheet, incident))
    best = max(texts, key=lambda text: len({match.lower() for match in pattern.findall(text)}), default=None)
    return Found(
        name=marked(name, pattern),
        marks=name.marks,
        path=story.path,
        status=str(IncidentStatus(incident.status).label),
        look=incident_look(incident, sheet.sight),
        when=story.window or story.started,
        at=incident.started_at,
        affected=[marked(one, pattern) for one in story.affected],
        passage=marked(_around(best, pattern), pattern) if best is not None else SafeString(""),
        passage_marks=best.marks if best is not None else SafeString(""),
    )


def _texts(sheet: HistorySheet, incident: Incident) -> Iterator[Said]:
    """All that was said of it, as plain text: in the visitor's language first, where there is that."""
    source = written(sheet.page)
    languages = sorted(sheet.page.languages[1:], key=lambda language: language != sheet.language)
    for update in incidents.updates_newest_first(incident):
        texts = [(language, update.translations.get(language, {}).get("body")) for language in languages]
        translated = [Said(_plain(render(text, update.format)), language) for language, text in texts if text]
        if sheet.language == source:
            yield Said(_plain(update.html), source)
            yield from translated
        else:
            yield from translated
            yield Said(_plain(update.html), source)
    for language in languages:
        texts = incident.translations.get(language, {})
        if texts.get("body"):
            yield Said(_plain(render(texts["body"], "markdown")), language)
        if texts.get("name"):
            yield Said(texts["name"], language)
    if sheet.language != source:
        yield Said(incident.name, source)
    postmortem = getattr(incident, "postmortem", None)
    if postmortem is not None and postmortem.published_at is not None:
        yield Said(_plain(postmortem.html), source)


def _plain(html: str) -> str:
    return " ".join(plain_text(html).split())


def _around(text: str, pattern: re.Pattern[str]) -> str:
    """The part of a text around the first word that was found, cut between words."""
    match = pattern.search(text)
    start = max(0, (match.start() if match else 0) - AROUND)
    end = (match.end() if match else 0) + 2 * AROUND
    if start:
        start = text.find(" ", start, start + AROUND) + 1 or start
    if end < len(text):
        space = text.rfind(" ", end - AROUND, end)
        end = space if space > 0 else end
    part = text[start:end].strip()
    return f"{'… ' if start else ''}{part}{' …' if end < len(text) else ''}"


def _number(text: str) -> int:
    """The number of a page, 1 for what is none."""
    return min(max(int(text), 1), MOST_PAGES) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else 1
