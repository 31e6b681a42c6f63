"""A world around the edge: an application that can be slow, broken or private, and a database that can go."""

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.edge import Edge
from config.edge.watch import Watch
from statuspage.publishing import Publication, Standing, stale_slot

PAGE = "aaaaaaaaaaaa"
OTHER = "bbbbbbbbbbbb"
HOST = "status.example"
DOMAIN = "custom.example"


class Body(list[bytes]):
    """What an application returns: bytes, and perhaps a mark."""

    def __init__(self, content: bytes, publication: Publication | None) -> None:
        super().__init__([content])
        self.publication = publication
        self.closed = False

    def close(self) -> None:
        self.closed = True


@dataclass
class Reply:
    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class World:
    """`seen` holds the environment of every request that reached the application."""

    directory: Path | None = None
    standing: Standing = field(default_factory=lambda: Standing({PAGE: 1}, {}))
    text: str = "hello"
    languages: tuple[str, ...] = ("en",)
    headers: list[tuple[str, str]] = field(default_factory=list)
    status: str = "200 OK"
    page_uid: str = PAGE
    marked: bool = True
    hold: threading.Event | None = None
    database: str = "up"
    seen: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self._back = threading.Event()
        self.start()

    def start(self) -> None:
        """A process that begins: memory empty, disk as it was."""
        self.edge = Edge(
            self.application,
            ask=self.ask,
            own_hosts=[HOST],
            directory=self.directory,
            watch=Watch(self.ask, every=0.02),
        )

    def ask(self) -> Standing:
        self.asked += 1
        if self.database == "gone":
            raise OSError("connection refused")
        if self.database == "hung":
            self._back.wait(20)
        return self.standing

    def recover(self) -> None:
        self.database = "up"
        self._back.set()

    def publish(self, revision: int, text: str) -> None:
        """A change that visitors can see, and that the edge has heard of."""
        self.text = text
        self.standing = Standing({**self.standing.revisions, PAGE: revision}, self.standing.domains)
        eventually(lambda: self.edge._watch.look() is self.standing)

    def application(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.seen.append(environ)
        if self.database == "hung":
            self._back.wait(20)
        revision = self.standing.revisions.get(self.page_uid, 0)
        text = self.text
        if self.hold is not None:
            self.hold.wait(20)
        if self.database == "gone":
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"no database"]
        language = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        if language not in self.languages:
            language = self.languages[0]
        slot = stale_slot("<p>old: {age}</p>")
        html = f"<body>{slot}{text} {language} ?{environ['QUERY_STRING']}</body>"
        headers = [("Content-Type", "text/html"), ("Content-Language", language), *self.headers]
        start_response(self.status, headers)
        mark = Publication(self.page_uid, revision, self.languages) if self.marked else None
        return Body(html.encode(), mark)

    def get(self, path: str = "/", *, method: str = "GET", host: str = HOST, **headers: str) -> Reply:
        path, _, query = path.partition("?")
        told: list[Any] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }

        def start_response(*args: Any) -> Callable[[bytes], object]:
            told.append(args)
            return lambda data: None

        body = self.edge(environ, start_response)
        status, pairs = told[-1][:2]
        return Reply(status, {name.lower(): value for name, value in pairs}, b"".join(body))

    def later(self, seconds: float) -> None:
        """Let everything that is kept be this much older."""
        for group in self.edge._store._groups.values():
            for entry in group.variants.values():
                entry.rendered_at -= seconds
                self.edge._store.save(entry)


def eventually(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)
