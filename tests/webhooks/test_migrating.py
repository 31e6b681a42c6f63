"""The tables that grow most are changed while others read and write them."""

import subprocess
import sys
from pathlib import Path

import psycopg

from tests.services import bare_environment

ROOT = Path(__file__).resolve().parents[2]


def manage(url: str, data: Path, *command: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=bare_environment(CANDOR_DATA=str(data), CANDOR_DATABASE_URL=url),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def statements(url: str, data: Path, name: str) -> tuple[list[str], bool]:
    """What a migration sends, and whether in one transaction."""
    lines = manage(url, data, "sqlmigrate", "webhooks", name).splitlines()
    sent = [line for line in lines if line and not line.startswith("--")]
    return [line for line in sent if line not in ("BEGIN;", "COMMIT;")], "BEGIN;" in sent


def test_it_reads_no_large_table_while_it_holds_it(postgres_url: str, tmp_path: Path) -> None:
    sent, together = statements(postgres_url, tmp_path, "0004")
    added = [line for line in sent if "CONSTRAINT" in line and "DROP" not in line]
    assert together
    assert len(added) == 1
    assert added[0].endswith("NOT VALID;")
    assert [line for line in sent if "INDEX" in line] == []
    sent, together = statements(postgres_url, tmp_path, "0006")
    assert not together
    assert [" ".join(line.split()[:4]) for line in sent if "INDEX" in line] == [
        "DROP INDEX CONCURRENTLY IF",
        "CREATE UNIQUE INDEX CONCURRENTLY",
    ]
    assert [line for line in sent if "INDEX" not in line] == [
        'ALTER TABLE "webhooks_delivery" VALIDATE CONSTRAINT "delivery_kind_word";'
    ]


def test_it_makes_anew_what_a_run_that_was_broken_off_left(postgres_url: str, tmp_path: Path) -> None:
    manage(postgres_url, tmp_path, "migrate", "webhooks", "0005", "--verbosity", "0")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE INDEX visitor_once_per_member ON webhooks_subscription (id)")
        manage(postgres_url, tmp_path, "migrate", "webhooks", "--verbosity", "0")
        valid = "SELECT convalidated FROM pg_constraint WHERE conname = 'delivery_kind_word'"
        assert connection.execute(valid).fetchall() == [(True,)]
        unique = (
            "SELECT indisunique, indisvalid, indnatts FROM pg_index"
            " WHERE indexrelid = 'visitor_once_per_member'::regclass"
        )
        assert connection.execute(unique).fetchall() == [(True, True, 3)]
