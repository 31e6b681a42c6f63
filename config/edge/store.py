"""Finished answers in memory and on disk, both bounded. What is here is public and the same for everyone."""

import contextlib
import gzip
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from config.edge.folders import attend, attended_at, folders, remove_pages
from config.edge.keys import Key
from statuspage.publishing import SLOT_CLOSES, SLOT_OPENS, Standing

if TYPE_CHECKING:
    from config.edge.answer import Answers

log = logging.getLogger(__name__)

MEMORY_BYTES = 64 * 1024 * 1024
DISK_BYTES = 256 * 1024 * 1024
DISK_FILES = 10_000
LARGEST = 4 * 1024 * 1024
_FORMAT = 1

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Entry:
    """One answer. `rendered_at` is in seconds since the epoch, so that it survives a restart."""

    key: Key
    page_uid: str
    revision: int
    language: str
    languages: tuple[str, ...]
    rendered_at: float
    headers: Headers
    body: bytes
    slot_at: int = -1
    slot: str = ""
    packed: bytes = field(init=False, repr=False)
    etag: str = field(init=False)
    used_at: float = field(init=False)
    failed: bool = field(default=False, init=False)
    retry_at: float = field(default=0.0, init=False)
    answers: "Answers | None" = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.packed = gzip.compress(self.body, 6, mtime=0)
        self.etag = hashlib.sha256(self.body).hexdigest()[:24]
        self.used_at = self.rendered_at

    @property
    def size(self) -> int:
        """Bytes held in memory, near enough."""
        return len(self.body) + len(self.packed) + len(self.slot) + 2000

    def with_notice(self, age: str, placeholder: str) -> bytes:
        """The body with its stale notice shown, telling `age`."""
        if self.slot_at < 0:
            return self.body
        notice = self.slot.replace(placeholder, age).encode()
        return self.body[: self.slot_at] + notice + self.body[self.slot_at :]


@dataclass(slots=True)
class Group:
    """The variants of one address by language, and the standing for which they were last found in order."""

    languages: tuple[str, ...]
    variants: dict[str, Entry]
    judged: Standing | None = None


def split_slot(body: bytes) -> tuple[bytes, int, str]:
    """The body without its hidden stale notice, where that stood (or -1), and the notice."""
    opens, closes = SLOT_OPENS.encode(), SLOT_CLOSES.encode()
    at = body.find(opens)
    end = body.find(closes, at)
    if at < 0 or end < 0:
        return body, -1, ""
    return body[:at] + body[end + len(closes) :], at, body[at + len(opens) : end].decode()


class Store:
    """Answers by key and language: first in memory, then in files that outlive the process.

    A file appears by rename only, so that a full disk or a kill leaves the one before. Each page has a
    directory of its own, so that a page which stops being public is gone with one removal.
    """

    def __init__(
        self, directory: Path | None, *, memory_bytes: int = MEMORY_BYTES, disk_bytes: int = DISK_BYTES
    ) -> None:
        self._directory = directory
        self._memory_bytes = memory_bytes
        self._disk_bytes = disk_bytes
        self._lock = threading.Lock()
        self._groups: dict[Key, Group] = {}
        self._held = 0
        self._files: dict[str, dict[str, _File]] = {}
        self._on_disk = 0
        if directory is not None:
            self._scan(directory)

    @property
    def memory_used(self) -> int:
        """Bytes held in memory."""
        return self._held

    @property
    def disk_used(self) -> int:
        """Bytes held on disk."""
        return self._on_disk

    @property
    def attended_at(self) -> float:
        """When somebody last looked after the bytes on disk, in seconds since the epoch; -inf if never."""
        return attended_at(self._directory) if self._directory is not None else float("-inf")

    def attend(self) -> None:
        """Note on disk that somebody looks after the bytes there."""
        if self._directory is not None:
            attend(self._directory)

    def find(self, key: Key) -> Group | None:
        """The variants of an address, read from disk when memory has none."""
        group = self._groups.get(key)
        if group is None and self._files.get(_name(key)):
            for entry in self._read(key):
                self.put(entry)
            group = self._groups.get(key)
        return group

    def put(self, entry: Entry) -> None:
        """Keep an answer in memory."""
        if entry.size > LARGEST:
            return
        with self._lock:
            group = self._groups.get(entry.key)
            if group is None or group.languages != entry.languages:
                self._forget(entry.key)
                group = self._groups[entry.key] = Group(entry.languages, {})
            before = group.variants.get(entry.language)
            self._held += entry.size - (before.size if before else 0)
            group.variants[entry.language] = entry
            group.judged = None
            while self._held > self._memory_bytes and len(self._groups) > 1:
                oldest = min(
                    (key for key in self._groups if key != entry.key),
                    key=lambda key: max(variant.used_at for variant in self._groups[key].variants.values()),
                )
                self._forget(oldest)

    def save(self, entry: Entry) -> None:
        """Keep on disk what memory holds; what memory let go of in between leaves no file."""
        if self._directory is None or not self._holds(entry):
            return
        self._write(self._directory, entry)
        if not self._holds(entry):
            self.drop(entry.key)

    def drop(self, key: Key) -> None:
        """Forget an address everywhere."""
        with self._lock:
            self._forget(key)
            for file in self._files.pop(_name(key), {}).values():
                self._on_disk -= file.size
                _discard(file.path)

    def keep_only(self, page_uids: Collection[str]) -> None:
        """Forget every page that is not among these, in memory and on disk, whoever wrote it."""
        self._sweep(lambda uid: uid not in page_uids)

    def forget(self, page_uids: Collection[str]) -> None:
        """Forget these pages, in memory and on disk, whoever wrote them."""
        self._sweep(lambda uid: uid in page_uids)

    def _sweep(self, is_over: Callable[[str], bool]) -> None:
        with self._lock:
            for key, group in list(self._groups.items()):
                if any(is_over(entry.page_uid) for entry in group.variants.values()):
                    self._forget(key)
            for name, variants in list(self._files.items()):
                for language, file in list(variants.items()):
                    if is_over(file.path.parent.name):
                        self._on_disk -= variants.pop(language).size
                if not variants:
                    del self._files[name]
        if self._directory is not None:
            remove_pages(self._directory, is_over)

    def _holds(self, entry: Entry) -> bool:
        group = self._groups.get(entry.key)
        return group is not None and group.variants.get(entry.language) is entry

    def _forget(self, key: Key) -> None:
        group = self._groups.pop(key, None)
        if group is not None:
            self._held -= sum(entry.size for entry in group.variants.values())

    def _scan(self, directory: Path) -> None:
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in folders(directory):
                for path in folder.iterdir():
                    name, dot, language = path.name.partition(".")
                    if not dot or not name:
                        path.unlink(missing_ok=True)  # what a kill left of a write
                        continue
                    found = path.stat()
                    self._files.setdefault(name, {})[language] = _File(path, found.st_size, found.st_mtime)
                    self._on_disk += found.st_size
        except OSError as problem:
            log.warning("Published pages on disk cannot be read: %s", problem)

    def _read(self, key: Key) -> Iterator[Entry]:
        for language, file in list(self._files.get(_name(key), {}).items()):
            try:
                entry = _decode(file.path.read_bytes())
            except (OSError, ValueError, KeyError, TypeError):
                entry = None
            if entry is None or entry.key != key or entry.page_uid != file.path.parent.name:
                with self._lock:
                    self._files.get(_name(key), {}).pop(language, None)
                continue
            yield entry

    def _write(self, directory: Path, entry: Entry) -> None:
        folder = directory / entry.page_uid
        name = _name(entry.key)
        path = folder / f"{name}.{entry.language}"
        temporary = folder / f".{threading.get_ident()}-{os.getpid()}"
        content = _encode(entry)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(path)
        except OSError as problem:
            log.warning("A published page cannot be kept on disk: %s", problem)
            _discard(temporary)
            return
        with self._lock:
            variants = self._files.setdefault(name, {})
            before = variants.get(entry.language)
            if before is not None:
                self._on_disk -= before.size
                if before.path != path:
                    _discard(before.path)
            variants[entry.language] = _File(path, len(content), entry.rendered_at)
            self._on_disk += len(content)
            self._trim()

    def _trim(self) -> None:
        while self._on_disk > self._disk_bytes or len(self._files) > DISK_FILES:
            name, language = min(
                ((name, language) for name, variants in self._files.items() for language in variants),
                key=lambda at: self._files[at[0]][at[1]].written_at,
            )
            file = self._files[name].pop(language)
            if not self._files[name]:
                del self._files[name]
            self._on_disk -= file.size
            _discard(file.path)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size: int
    written_at: float


def _name(key: Key) -> str:
    return hashlib.sha256("\0".join(key).encode()).hexdigest()[:40]


def _encode(entry: Entry) -> bytes:
    head = {
        "format": _FORMAT,
        "key": list(entry.key),
        "page": entry.page_uid,
        "revision": entry.revision,
        "language": entry.language,
        "languages": list(entry.languages),
        "rendered_at": entry.rendered_at,
        "headers": entry.headers,
        "slot_at": entry.slot_at,
        "slot": entry.slot,
        "etag": entry.etag,
    }
    return json.dumps(head).encode() + b"\n" + entry.body


def _decode(content: bytes) -> Entry:
    head, _, body = content.partition(b"\n")
    told = json.loads(head)
    if told["format"] != _FORMAT:
        raise ValueError("another format")
    entry = Entry(
        key=Key(*told["key"]),
        page_uid=told["page"],
        revision=told["revision"],
        language=told["language"],
        languages=tuple(told["languages"]),
        rendered_at=told["rendered_at"],
        headers=[(name, value) for name, value in told["headers"]],
        body=body,
        slot_at=told["slot_at"],
        slot=told["slot"],
    )
    if entry.etag != told["etag"]:
        raise ValueError("damaged")
    return entry


def _discard(path: Path) -> None:
    # What cannot be removed now is swept up at the next start, or with its page.
    with contextlib.suppress(OSError):
        path.unlink()
