"""The directory of published bytes: one directory for each page, and one whose time tells of their watch."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

_ATTENDED = ".attended"
# Seconds, so that the disk is not written to at every question.
_ATTEND_EVERY = 15.0


def folders(directory: Path) -> list[Path]:
    """The directories of pages, named by their uids."""
    with os.scandir(directory) as found:
        return [
            Path(item.path) for item in found if item.name != _ATTENDED and item.is_dir(follow_symlinks=False)
        ]


def remove_pages(directory: Path, is_over: Callable[[str], bool]) -> None:
    """Remove the bytes of pages from disk by their uids, as any process may do at any time."""
    try:
        found = folders(directory)
    except FileNotFoundError:
        return  # nothing was ever kept
    except OSError as problem:
        log.warning("Published pages on disk cannot be listed: %s", problem)
        return
    for folder in found:
        if is_over(folder.name):
            try:
                for path in folder.iterdir():
                    path.unlink(missing_ok=True)
                folder.rmdir()
            except FileNotFoundError:
                pass  # somebody else removes it too
            except OSError as problem:
                log.warning("A page that is not public any more cannot be removed from disk: %s", problem)


def attended_at(directory: Path) -> float:
    """When a process last looked after the bytes there, in seconds since the epoch; -inf if none ever did."""
    try:
        return (directory / _ATTENDED).stat().st_mtime
    except OSError:
        return float("-inf")


def attend(directory: Path) -> None:
    """Note that a process looks after the bytes there now."""
    if time.time() - attended_at(directory) <= _ATTEND_EVERY:
        return
    try:
        (directory / _ATTENDED).mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(directory / _ATTENDED)
    except OSError as problem:
        log.warning("It cannot be noted that published pages are looked after: %s", problem)
