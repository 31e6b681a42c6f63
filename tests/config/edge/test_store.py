"""Memory and disk: bounded, whole or absent, and never a reason to fail."""

import os
import time
from pathlib import Path

import pytest

from config.edge.keys import Key
from config.edge.store import DISK_FILES, Entry, Store, split_slot
from statuspage.publishing import stale_slot


def entry(path: str, *, size: int = 1000, page: str = "aaaaaaaaaaaa", language: str = "en") -> Entry:
    return Entry(
        key=Key("status.example", path, ""),
        page_uid=page,
        revision=1,
        language=language,
        languages=("en", "de"),
        rendered_at=time.time(),
        headers=[("Content-Type", "text/html")],
        body=os.urandom(size),
        slot_at=10,
        slot="<p>{age}</p>",
    )


def test_it_reads_back_what_it_saved(tmp_path: Path) -> None:
    before = entry("/")
    store = Store(tmp_path)
    store.put(before)
    store.save(before)
    group = Store(tmp_path).find(before.key)
    assert group is not None
    after = group.variants["en"]
    assert (after.body, after.headers, after.rendered_at) == (before.body, before.headers, before.rendered_at)
    assert after.with_notice("2 min", "{age}") == before.with_notice("2 min", "{age}")


def test_it_bounds_memory_by_what_was_used_last(tmp_path: Path) -> None:
    store = Store(None, memory_bytes=50_000)
    for number in range(100):
        made = entry(f"/{number}")
        made.used_at = 1e12 if number == 3 else number
        store.put(made)
        assert store.memory_used <= 50_000
    assert store.find(Key("status.example", "/3", "")) is not None
    assert store.find(Key("status.example", "/4", "")) is None


def test_it_bounds_the_disk(tmp_path: Path) -> None:
    store = Store(tmp_path, disk_bytes=20_000)
    for number in range(50):
        made = entry(f"/{number}")
        made.rendered_at = float(number)
        store.put(made)
        store.save(made)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) == store.disk_used <= 20_000
    assert Store(tmp_path).disk_used == store.disk_used
    assert len(files) < DISK_FILES


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe\n", b'{"format": 1}\nbody'])
def test_it_takes_damaged_files_for_absent(tmp_path: Path, damage: bytes) -> None:
    made = entry("/")
    store = Store(tmp_path)
    store.put(made)
    store.save(made)
    [path] = list(tmp_path.rglob("*.en"))
    path.write_bytes(damage)
    assert Store(tmp_path).find(made.key) is None


def test_it_takes_a_cut_body_for_absent(tmp_path: Path) -> None:
    made = entry("/")
    store = Store(tmp_path)
    store.put(made)
    store.save(made)
    [path] = list(tmp_path.rglob("*.en"))
    path.write_bytes(path.read_bytes()[:-1])
    assert Store(tmp_path).find(made.key) is None


def test_it_sweeps_up_what_a_kill_left(tmp_path: Path) -> None:
    folder = tmp_path / "aaaaaaaaaaaa"
    folder.mkdir()
    (folder / ".123-456").write_bytes(b"half")
    Store(tmp_path)
    assert not list(folder.iterdir())


def test_it_goes_on_in_memory_when_the_disk_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Store(tmp_path / "file" / "published")
    made = entry("/")
    store.put(made)
    store.save(made)
    assert store.find(made.key) is not None
    assert store.disk_used == 0


def test_it_forgets_a_page_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for made in (entry("/"), entry("/", language="de"), entry("/b", page="bbbbbbbbbbbb")):
        store.put(made)
        store.save(made)
    store.keep_only({"bbbbbbbbbbbb"})
    assert [path.parent.name for path in tmp_path.rglob("*") if path.is_file()] == ["bbbbbbbbbbbb"]
    assert store.find(Key("status.example", "/", "")) is None
    assert store.find(Key("status.example", "/b", "")) is not None


def test_it_leaves_no_file_of_what_was_dropped_meanwhile(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = entry("/")
    store.put(made)
    store.drop(made.key)
    store.save(made)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_it_cuts_the_hidden_notice_out(tmp_path: Path) -> None:
    body = f"<body>{stale_slot('<p>{age}</p>')}text</body>".encode()
    assert split_slot(body) == (b"<body>text</body>", 6, "<p>{age}</p>")
    assert split_slot(b"<!--stale never closed") == (b"<!--stale never closed", -1, "")
    with pytest.raises(ValueError, match="--"):
        stale_slot("<!-- -->")
