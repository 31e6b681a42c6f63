import os
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from ops.static_files import static_files_collect


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    """A directory with one style sheet, which is all that there is to collect."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "served"
    return source


def test_it_collects_once_and_again_when_a_source_changes(source: Path, settings: Settings) -> None:
    served = Path(settings.STATIC_ROOT) / "page.css"

    assert static_files_collect()
    assert served.read_text() == "body { color: black }"
    assert not static_files_collect()

    (source / "page.css").write_text("body { color: navy }")
    later = time.time() + 10  # whole seconds are compared
    os.utime(source / "page.css", (later, later))
    assert static_files_collect()
    assert served.read_text() == "body { color: navy }"
