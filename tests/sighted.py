"""Asks every address of a restricted page as each reader, and looks for what they must not know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import URLPattern

from tests.restricted import EVERYBODY, Thing, World


@dataclass(frozen=True, slots=True)
class Ask:
    """An address, and the things that it must tell those who may know them.

    `about` is the one thing that it is about: whoever may not know that finds nothing there. `status` is what
    everybody else gets, `readers` those who ask at all.
    """

    path: str
    tells: tuple[str, ...] = ()
    about: str = ""
    status: int = 200
    readers: frozenset[str] = EVERYBODY


Rows = dict[str, Callable[[World], Iterable[Ask]]]
"""By route, without the page before it."""


def routes_of(patterns: Iterable[URLPattern]) -> set[str]:
    """The routes below one page."""
    return {str(one.pattern) for one in patterns if "ref>" not in str(one.pattern)}


def complaints_of(world: World, reader: str, rows: Rows, *, base: str = "") -> list[str]:
    """Whatever a reader is told too much or too little, at all addresses."""
    found: list[str] = []
    for row in rows.values():
        for ask in row(world):
            if reader not in ask.readers:
                continue
            response = world.browsers[reader].get(f"{base}{ask.path}")
            found += [f"{reader} at {ask.path}: {told}" for told in _complaints(world, reader, ask, response)]
    return found


def leaks_of(world: World, browser: Client, rows: Rows, things: Iterable[Thing]) -> list[str]:
    """Which of these things a browser is told of, whatever it is answered."""
    things, found = list(things), []
    for row in rows.values():
        for ask in row(world):
            text = text_of(browser.get(ask.path))
            # What was asked for by name may be said again.
            for said in (ask.path, quote(ask.path, safe="")):
                text = text.replace(said.lower(), "")
            found += [f"{ask.path}: {thing.key}" for thing in things if thing.is_told_in(text)]
    return found


def text_of(response: Any) -> str:
    """All that an answer says, headers too, in lower case; calendars fold their lines."""
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    # What pictures say is no text; tests/web/public/test_sharing.py looks at their words.
    body = response.content.decode(errors="replace").replace("\r\n ", "")
    return unescape(f"{headers}\n{body}").lower()


def _complaints(world: World, reader: str, ask: Ask, response: Any) -> Iterable[str]:
    text = text_of(response)
    if ask.about and reader not in world.things[ask.about].readers:
        # What was asked for by name may be said again.
        text = text.replace(ask.path.lower(), "")
        if response.status_code != 404:
            yield f"{response.status_code} for what they may not know"
    elif response.status_code != ask.status:
        yield f"{response.status_code}, not {ask.status}"
    else:
        for thing in world.seen(reader, *ask.tells, *filter(None, [ask.about])):
            if not thing.is_told_in(text):
                yield f"nothing of {thing.key}"
    for thing in world.unseen(reader):
        if thing.is_told_in(text):
            yield f"tells of {thing.key}"
    if ask.status == 200 and response.status_code == 200:
        if response.headers.get("Cache-Control") != "private, no-store":
            yield f"Cache-Control: {response.headers.get('Cache-Control')}"
        if "Access-Control-Allow-Origin" in response.headers:
            yield "open to other origins"
        if response.headers.get("X-Robots-Tag") != "noindex":
            yield "open to search engines"
