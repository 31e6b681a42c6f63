"""Runs the tests of the domain and the API once more, on PostgreSQL where it is found.

python -m tests.on_postgres [arguments of pytest]
"""

import os
import sys
from pathlib import Path

import pytest

from tests import services

DIRECTORIES = ("statuspage", "incidents", "monitoring", "apikeys", "webhooks", "api")


def main() -> int:
    """The exit status of pytest; 0 without PostgreSQL, unless ``REQUIRE_SERVICES=1``."""
    url, reason = services.postgres_server()
    if not url:
        required = os.environ.get("REQUIRE_SERVICES") == "1"
        print(f"{'FAILED' if required else 'SKIPPED'} the tests on PostgreSQL: {reason}")
        return int(required)
    here = Path(__file__).parent
    paths = [str(here / name) for name in DIRECTORIES if (here / name).is_dir()]
    if not paths:
        return 0
    os.environ["CANDOR_TEST_DATABASE_URL"] = url
    print(f"The tests of {', '.join(DIRECTORIES)} again, on PostgreSQL:", flush=True)
    chosen = ["-p", "tests.only_database", "-m", "not browser"]
    return int(pytest.main([*(sys.argv[1:] or ["-n", "auto", "--dist", "worksteal"]), *chosen, *paths]))


if __name__ == "__main__":
    sys.exit(main())
