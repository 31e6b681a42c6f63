"""An empty SQLite database with all migrations in it, made once and copied wherever tests need one.

Migrating from nothing takes some seconds of a core, for each worker of the tests and for each installation
that they start. The file is kept in pytest's cache under a name that is made of all migrations.
"""

import contextlib
import fcntl
import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from importlib import import_module, util
from pathlib import Path

import django
from django.apps import apps

from tests.services import bare_environment

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"


def migrated_copy(target: Path) -> None:
    """Put a copy at the path; whoever opens it may still run `migrate`, which finds nothing to do."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{_fingerprint()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        # Of the workers that start at once one makes it, and the others wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            _make(kept)
    shutil.copyfile(kept, target)


def _make(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="candor-migrated-") as data:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=bare_environment(CANDOR_DATA=data),
            check=True,
        )
        with contextlib.closing(sqlite3.connect(Path(data) / "candor.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        made = Path(shutil.copy(Path(data) / "candor.sqlite3", path.with_suffix(".new")))
    made.rename(path)


def _fingerprint() -> str:
    """Of what makes the file: every migration of every application, and the versions below."""
    told = hashlib.sha256(f"{sys.version} {django.__version__} {sqlite3.sqlite_version}".encode())
    for application in apps.get_app_configs():
        name = f"{application.name}.migrations"
        if util.find_spec(name) is None:
            continue
        for path in sorted(Path(str(import_module(name).__file__)).parent.glob("*.py")):
            told.update(f"{application.label}/{path.name}".encode())
            told.update(path.read_bytes())
    return told.hexdigest()[:16]
