"""Makes each answer once: however many visitors wait for it, one thread renders."""

import io
import logging
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any
from wsgiref.types import WSGIApplication

from config.edge.answer import kept, now
from config.edge.keys import Key
from config.edge.store import Entry, Headers, split_slot
from statuspage.publishing import publication_of

log = logging.getLogger(__name__)

THREADS = 4
WAITING = 200


class Flight:
    """A render under way. `done` is set at its end; then `entry` is the answer, or None.

    `failed` tells that the application could not answer (an error, or 5xx); otherwise an absent entry means
    that what it answered must not be kept.
    """

    __slots__ = ("done", "entry", "failed")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.entry: Entry | None = None
        self.failed = False


class Renderer:
    """A few threads that render for everybody, so that one that hangs never holds a visitor."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        find: Callable[[Key, str], Entry | None],
        land: Callable[[Key, Flight], None],
        save: Callable[[Entry], None],
        scheme: str,
    ) -> None:
        self._application = application
        self._find = find
        self._land = land
        self._save = save
        self._scheme = scheme
        self._lock = threading.Lock()
        self._flights: dict[tuple[Key, str], Flight] = {}
        self._jobs: queue.SimpleQueue[tuple[Key, str, dict[str, Any], Flight]] = queue.SimpleQueue()
        self._threads = 0
        self._idle = 0

    def join(
        self, key: Key, language: str, known: Entry | None, environ: Mapping[str, Any]
    ) -> tuple[Flight | None, bool]:
        """The render of this address, and whether this call began it. None when too many are waiting.

        When another answer than the one `known` to the caller has landed meanwhile, that is given instead.
        """
        at = (key, language)
        with self._lock:
            flight = self._flights.get(at)
            if flight is not None:
                return flight, False
            found = self._find(key, language)
            if found is not None and found is not known:
                flight = Flight()
                flight.entry = found
                flight.done.set()
                return flight, False
            if len(self._flights) >= WAITING:
                return None, False
            flight = self._flights[at] = Flight()
            if len(self._flights) > self._threads and self._threads < THREADS:
                self._threads += 1
                name = f"edge-render-{self._threads}"
                threading.Thread(target=self._run, name=name, daemon=True).start()
        self._jobs.put((key, language, plain_environ(environ, key, language, self._scheme), flight))
        return flight, True

    def _run(self) -> None:
        while True:
            key, language, environ, flight = self._jobs.get()
            try:
                flight.entry, flight.failed = self._render(key, language, environ)
                self._land(key, flight)
            except Exception:
                log.exception("Rendering %s%s failed.", key.host, key.path)
                flight.entry, flight.failed = None, True
            finally:
                with self._lock:
                    self._flights.pop((key, language), None)
                flight.done.set()
            try:
                if flight.entry is not None:
                    self._save(flight.entry)
            except Exception:
                log.exception("Keeping %s%s on disk failed.", key.host, key.path)

    def _render(self, key: Key, language: str, environ: dict[str, Any]) -> tuple[Entry | None, bool]:
        rendered_at = now()
        told: list[tuple[str, Headers]] = []

        def start_response(status: str, headers: Headers, error: Any = None, /) -> Callable[[bytes], object]:
            told[:] = [(status, headers)]
            return _write_nothing

        response = self._application(environ, start_response)
        try:
            publication = publication_of(response)
            if publication is None:
                return None, not told or told[0][0].startswith("5")
            body = b"".join(response)
        finally:
            close = getattr(response, "close", None)
            if close is not None:
                close()
        status, headers = told[0]
        names = {name.lower(): value for name, value in headers}
        if not status.startswith("200") or "set-cookie" in names or "content-encoding" in names:
            return None, status.startswith("5")
        languages = publication.languages or (names.get("content-language", ""),)
        if language not in languages:
            spoken = names.get("content-language", "")
            language = spoken if spoken in languages else languages[0]
        body, slot_at, slot = split_slot(body)
        entry = Entry(
            key=key,
            page_uid=publication.page_uid,
            revision=publication.revision,
            language=language,
            languages=languages,
            rendered_at=rendered_at,
            headers=kept(headers),
            body=body,
            slot_at=slot_at,
            slot=slot,
        )
        return entry, False


def _write_nothing(data: bytes, /) -> None:
    """Stand-in for the write callable of WSGI, which Django does not use."""


def plain_environ(environ: Mapping[str, Any], key: Key, language: str, scheme: str) -> dict[str, Any]:
    """A request that holds only the key, so that no visitor's header can leave a trace in the answer."""
    plain = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": environ.get("SCRIPT_NAME", ""),
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "SERVER_NAME": key.host,
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": key.host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": bool(environ.get("wsgi.multiprocess")),
        "wsgi.run_once": False,
    }
    wanted = language or environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200]
    if wanted:
        plain["HTTP_ACCEPT_LANGUAGE"] = wanted
    return plain
