import contextlib
import sqlite3
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from tests.migrated import migrated_copy


def test_the_copy_has_every_migration_in_it(tmp_path: Path) -> None:
    migrated_copy(tmp_path / "copy.sqlite3")
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        applied = set(copy.execute("select app, name from django_migrations"))
    assert set(MigrationLoader(None).graph.leaf_nodes()) <= applied
