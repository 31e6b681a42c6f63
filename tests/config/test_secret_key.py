import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import Environment
from config.settings.secret import secret_key

PRINT_KEY = """
import pathlib, sys
from config.environment import Environment
from config.settings.secret import secret_key
print(secret_key(Environment({}), pathlib.Path(sys.argv[1])))
"""


def test_it_makes_a_key_that_only_its_owner_can_read_and_keeps_it(tmp_path: Path):
    data = tmp_path / "new" / "data"
    key = secret_key(Environment({}), data)
    assert len(key) >= 64
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    assert secret_key(Environment({}), data) == key
    assert [path.name for path in data.iterdir()] == ["secret-key"]


def test_it_prefers_the_given_key_and_writes_no_file(tmp_path: Path):
    assert secret_key(Environment({"CANDOR_SECRET_KEY": "given"}), tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_it_gives_processes_that_start_together_one_key(tmp_path: Path):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_KEY, str(tmp_path / "data")],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(6)
    ]
    keys = {process.communicate()[0] for process in processes}
    assert len(keys) == 1
    assert len(keys.pop()) > 64


def test_it_reports_a_data_directory_that_cannot_hold_the_key(tmp_path: Path):
    (tmp_path / "data").write_text("a file, not a directory")
    environment = Environment({})
    assert secret_key(environment, tmp_path / "data")
    (problem,) = environment.problems
    assert problem.code == "data"
    assert "CANDOR_DATA" in problem.hint


@pytest.mark.parametrize("content", ["", "short"])
def test_it_never_replaces_a_key_that_is_there(tmp_path: Path, content: str):
    (tmp_path / "secret-key").write_text(content)
    assert secret_key(Environment({}), tmp_path) == content
