"""Serves finished public pages before Django, and keeps serving them when the database is away.

`Edge` wraps a WSGI application. An answer that a view marked with `statuspage.publishing` is kept in memory
and on disk under host, path, allowed query and language; every other request goes to the application
untouched.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from config.edge.answer import Answers, now, send, unavailable
from config.edge.keys import Key, host_of, key_of
from config.edge.render import Flight, Renderer
from config.edge.store import Entry, Group, Store
from config.edge.watch import Watch
from statuspage.publishing import Standing, language_of

__all__ = ["Edge"]

# Seconds. Bytes of this age are made anew; when that is impossible, a notice tells their age.
OLD = 60.0
# Bytes older than this are shown only after a try to make them anew, by everybody who asks.
VERY_OLD = 120.0
# Longest wait for a render. With `watch.PATIENCE`, twice, it stays below two seconds, the most anybody waits.
PATIENCE = 1.0
# Without any bytes to show, and while the database answers, a slow render is worth waiting for.
SLOW = 10.0
# An address that answered something that must not be kept goes straight to the application for this long.
ASIDE = 2.0
ASIDE_MOST = 10_000
# After a render failed, the next try.
RETRY = 1.0


class Edge:
    """A WSGI application before a WSGI application.

    `ask` gives the pages' `Standing` with one cheap query; it is asked at most once a second, and after
    `keep` so often even if nobody visits, so that bytes of a page that was closed are gone soon. `own_hosts`
    are the names of this installation; `directory` is where bytes outlive the process (None: memory only).
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        ask: Callable[[], Standing],
        own_hosts: Collection[str],
        directory: Path | None,
        scheme: str = "http",
        store: Store | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._application = application
        self._own_hosts = frozenset(host_of(host) for host in own_hosts)
        self._store = store or Store(directory)
        self._watch = watch or Watch(ask)
        self._renderer = Renderer(
            application, find=self._find, land=self._land, save=self._store.save, scheme=scheme
        )
        self._aside: dict[Key, float] = {}
        self._judged: Standing | None = None
        self._public: frozenset[str] | None = None
        self._public_lock = threading.Lock()
        self._watch.tell(self._hear, attended_at=self._store.attended_at)

    def keep(self) -> None:
        """Go on asking how the pages stand while nobody visits; for a process that serves from now on."""
        self._watch.keep()

    def forget(self, page_uids: Collection[str]) -> None:
        """Forget pages that are not open any more, in memory and on disk, without asking the database."""
        self._watch.forget(page_uids)
        self._store.forget(page_uids)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a public page at once, and hand everything else on."""
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            key = key_of(environ)
            if key is not None:
                return self._read(key, environ, start_response)
        return self._application(environ, start_response)

    def _read(self, key: Key, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        standing = self._watch.look()
        if standing is not None and standing is not self._judged:
            self._forget_private(standing)
        group = self._store.find(key)
        if group is None or standing is None or standing is not group.judged:
            group = self._judge(key, group, standing)
            if group is None and not self._known(key.host, standing):
                return self._application(environ, start_response)
        asked = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        language = language_of(asked, group.languages) if group else ""
        entry = group.variants.get(language) if group else None
        if entry is None:
            return self._cold(key, language, environ, start_response)
        at = now()
        entry.used_at = at
        if not self._fresh(entry, standing, at):
            renewed = self._renew(entry, standing, at, environ)
            if renewed is None:
                return self._application(environ, start_response)
            wanted = language_of(asked, renewed.languages)
            if renewed.languages != entry.languages and wanted != renewed.language:
                # The page speaks other languages by now than when this address was last asked for.
                return self._cold(key, wanted, environ, start_response)
            entry = renewed
        encodings = environ.get("HTTP_ACCEPT_ENCODING", "")
        answers = entry.answers or _answers(entry)
        stale = at - entry.rendered_at > OLD and (standing is None or self._watch.troubled or entry.failed)
        answer = answers.stale(encodings, at) if stale else answers.fresh(encodings)
        return send(answer, environ, start_response)

    def _cold(
        self, key: Key, language: str, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        until = self._aside.get(key)
        if until is not None and until > time.monotonic():
            return self._application(environ, start_response)
        if self._watch.hung:
            return unavailable(environ, start_response)
        flight, _began = self._renderer.join(key, language, None, environ)
        if flight is None or not self._landed(flight):
            return unavailable(environ, start_response)
        entry = flight.entry
        if entry is None:
            return self._application(environ, start_response)
        wanted = language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""), entry.languages)
        if not language and wanted != entry.language:
            return self._cold(key, wanted, environ, start_response)
        answer = _answers(entry).fresh(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return send(answer, environ, start_response)

    def _landed(self, flight: Flight) -> bool:
        """Wait for a render as long as the database answers."""
        if flight.done.wait(PATIENCE):
            return True
        deadline = time.monotonic() + SLOW
        while time.monotonic() < deadline:
            self._watch.look()
            if self._watch.troubled:
                return False
            if flight.done.wait(0.1):
                return True
        return False

    def _fresh(self, entry: Entry, standing: Standing | None, at: float) -> bool:
        return (
            standing is not None
            and standing.revisions.get(entry.page_uid, entry.revision + 1) <= entry.revision
            and at - entry.rendered_at < OLD
        )

    def _renew(
        self, entry: Entry, standing: Standing | None, at: float, environ: dict[str, Any]
    ) -> Entry | None:
        """The newest entry to be had without a long wait; None when the address may not be kept any more."""
        if self._watch.troubled or standing is None or at < entry.retry_at:
            return entry
        flight, began = self._renderer.join(entry.key, entry.language, entry, environ)
        if flight is None:
            return entry
        if not (began or flight.done.is_set() or at - entry.rendered_at > VERY_OLD):
            return entry
        if not flight.done.wait(PATIENCE) or flight.failed:
            entry.failed = True
            entry.retry_at = at + RETRY
            return entry
        return flight.entry

    def _find(self, key: Key, language: str) -> Entry | None:
        group = self._store.find(key)
        if group is None or self._watch.blind:
            return None
        return group.variants.get(language) if language else next(iter(group.variants.values()), None)

    def _land(self, key: Key, flight: Flight) -> None:
        entry = flight.entry
        if entry is not None:
            # Kept before it is judged: a page that is closed in between is swept from here.
            self._store.put(entry)
            if not self._public_now(entry.page_uid):
                entry = flight.entry = None
        if entry is None and not flight.failed:
            if len(self._aside) > ASIDE_MOST:
                self._aside.clear()
            self._aside[key] = time.monotonic() + ASIDE
            self._store.drop(key)

    def _public_now(self, page_uid: str) -> bool:
        standing = self._watch.look()
        return standing is None or page_uid in standing.revisions

    def _known(self, host: str, standing: Standing | None) -> bool:
        return host in self._own_hosts or (standing is not None and host in standing.domains)

    def _judge(self, key: Key, group: Group | None, standing: Standing | None) -> Group | None:
        """The group, if its bytes may answer for this host. Without a database: what held before."""
        if group is None or standing is None:
            return None if self._watch.blind else group
        owner = None if key.host in self._own_hosts else standing.domains.get(key.host, "")
        for entry in group.variants.values():
            if entry.page_uid not in standing.revisions or owner not in (None, entry.page_uid):
                self._store.drop(key)
                return None
        group.judged = standing
        return group

    def _hear(self, standing: Standing | None) -> None:
        self._store.attend()
        if standing is not None:
            self._forget_private(standing)

    def _forget_private(self, standing: Standing) -> None:
        with self._public_lock:
            self._judged = standing
            public = frozenset(standing.revisions)
            if self._public != public:
                self._public = public
                self._store.keep_only(public)


def _answers(entry: Entry) -> Answers:
    answers = entry.answers = Answers(entry)
    return answers
