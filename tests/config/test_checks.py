import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import bare_environment

ROOT = Path(__file__).parents[2]
POSTGRES = "postgres://candor@127.0.0.1:1/candor"


def check(tmp_path: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = bare_environment(**{"CANDOR_DATA": str(tmp_path), **variables})
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_it_starts_without_any_environment(tmp_path: Path):
    result = check(tmp_path)
    assert result.returncode == 0, result.stderr


def test_it_starts_with_postgres_redis_and_many_processes(tmp_path: Path):
    result = check(
        tmp_path,
        CANDOR_DATABASE_URL=POSTGRES,
        CANDOR_REDIS_URL="redis://127.0.0.1:1/0",
        CANDOR_WEB_PROCESSES="4",
        CANDOR_PUBLIC_URL="https://status.example.com",
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("variables", "code", "advice"),
    [
        ({"CANDOR_WEB_PROCESSES": "2", "CANDOR_DATABASE_URL": POSTGRES}, "processes", "CANDOR_REDIS_URL"),
        ({"CANDOR_REDIS_URL": "redis://127.0.0.1:1"}, "sqlite", "CANDOR_DATABASE_URL"),
        ({"CANDOR_BROKER_URL": "amqp://127.0.0.1:1"}, "sqlite", "CANDOR_DATABASE_URL"),
        ({"CANDOR_WEB_PROCESSES": "2", "CANDOR_CACHE_URL": "redis://h"}, "sqlite", "CANDOR_DATABASE_URL"),
        ({"CANDOR_PUBLIC_URL": "status.example.com"}, "origin", "scheme and host"),
        ({"CANDOR_DATABASE_URL": "postgres://user:pa[ss@host/db"}, "url", "percent-encoded"),
        ({"CANDOR_EGRESS_ALLOW": "all"}, "egress", "loopback, private"),
        ({"CANDOR_SECRET_KEY": "short"}, "secret", "token_urlsafe"),
        ({"CANDOR_SECRET_KEY_FILE": "/nowhere/key"}, "unreadable", "Correct the path"),
        ({"CANDOR_REDIS_URI": "redis://h"}, "unknown", "Did you mean CANDOR_REDIS_URL?"),
        ({"CANDOR_TRUSTED_PROXIES": "nginx"}, "network", "10.0.0.0/8"),
    ],
)
def test_it_refuses_what_cannot_work_and_says_what_to_do(
    tmp_path: Path, variables: dict[str, str], code: str, advice: str
):
    result = check(tmp_path, **variables)
    assert result.returncode == 1
    assert f"(candor.{code})" in result.stderr
    assert advice in result.stderr


def test_it_does_not_load_the_web_application_when_the_environment_is_wrong(tmp_path: Path):
    environment = bare_environment(CANDOR_DATA=str(tmp_path), CANDOR_WEB_PROCESSES="2")
    result = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert "CANDOR_REDIS_URL" in result.stderr
