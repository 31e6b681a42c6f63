"""Collects style sheets, scripts and images into the directory that they are served from."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MARK = ".collected"
_LOCK = ".lock"


def static_files_collect() -> bool:
    """Collect if a source changed since the last time; returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    mark = root / _MARK
    # Two that start at once would write the same files under each other's hands.
    with (root / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = _fingerprint()
        if mark.exists() and mark.read_text(encoding="ascii") == state:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(state, encoding="ascii")
        return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
