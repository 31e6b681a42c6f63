"""What runs once more on PostgreSQL."""

import subprocess
import sys

from tests.installation import ROOT


def test_it_keeps_what_asks_for_the_database_and_leaves_out_the_rest() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--co",
            "-p",
            "tests.only_database",
            "tests/test_cast.py",
            "tests/api/native/test_no_secret_stays.py",
            __file__,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "tests/test_cast.py::" in done.stdout
    assert "test_only_database" not in done.stdout
    assert "test_a_repeated_request_still_tells_what_it_made" in done.stdout
    assert "test_no_secret_stays_of_what_is_posted" not in done.stdout
