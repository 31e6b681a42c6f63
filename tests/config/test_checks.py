import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from django.test import override_settings

from config.checks import environment_is_sound
from tests.services import bare_environment

ROOT = Path(__file__).parents[2]
POSTGRES = "postgres://candor@127.0.0.1:1/candor"
MAIL_PINGS = {"CANDOR_PING_EMAIL_DOMAIN": "pings.example.com", "CANDOR_SMTPD_PORT": "2525"}
OIDC = {
    "CANDOR_OIDC_ISSUER": "https://login.example.com/realms/acme",
    "CANDOR_OIDC_CLIENT_ID": "candor",
    "CANDOR_OIDC_CLIENT_SECRET": "hidden",
}
Judge = Callable[..., list[CheckMessage]]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """What the checks say about an environment."""

    def judge(**variables: str) -> list[CheckMessage]:
        for name in [name for name in os.environ if name.startswith("CANDOR_")]:
            monkeypatch.delenv(name)
        for name, value in {"CANDOR_DATA": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        settings = runpy.run_path(str(ROOT / "config" / "settings" / "__init__.py"))
        ours = {name: value for name, value in settings.items() if name.startswith("CANDOR_")}
        with override_settings(SECRET_KEY=settings["SECRET_KEY"], **ours):
            return environment_is_sound(None)

    return judge


def test_it_is_content_without_any_environment(judge: Judge):
    assert judge() == []


def test_it_is_content_with_postgres_redis_and_many_processes(judge: Judge):
    assert not judge(
        CANDOR_DATABASE_URL=POSTGRES,
        CANDOR_REDIS_URL="redis://127.0.0.1:1/0",
        CANDOR_WEB_PROCESSES="4",
        CANDOR_PUBLIC_URL="https://status.example.com",
    )


def test_it_is_content_with_a_region_that_has_a_broker_and_no_database(judge: Judge):
    assert judge(CANDOR_ROLE="region", CANDOR_REDIS_URL="redis://127.0.0.1:1/0") == []


@pytest.mark.parametrize(
    "variables",
    [
        MAIL_PINGS,
        {**MAIL_PINGS, "CANDOR_SMTPD_LMTP": "yes"},
        {**MAIL_PINGS, "CANDOR_SMTPD_PORT": "25", "CANDOR_SMTPD_LISTEN": "0.0.0.0"},
        {**MAIL_PINGS, "CANDOR_SMTPD_PORT": "8000", "CANDOR_SMTPD_LISTEN": "127.0.0.2"},
        {"CANDOR_PING_EMAIL_DOMAIN": "pings.example.com"},
    ],
)
def test_it_is_content_with_mail_pings(judge: Judge, variables: dict[str, str]):
    assert judge(**variables) == []


@pytest.mark.parametrize(
    ("variables", "code", "advice"),
    [
        ({"CANDOR_WEB_PROCESSES": "2", "CANDOR_DATABASE_URL": POSTGRES}, "processes", "CANDOR_REDIS_URL"),
        ({"CANDOR_REDIS_URL": "redis://127.0.0.1:1"}, "sqlite", "CANDOR_DATABASE_URL"),
        ({"CANDOR_BROKER_URL": "amqp://127.0.0.1:1"}, "sqlite", "CANDOR_DATABASE_URL"),
        ({"CANDOR_WEB_PROCESSES": "2", "CANDOR_CACHE_URL": "redis://h"}, "sqlite", "CANDOR_DATABASE_URL"),
        ({"CANDOR_PUBLIC_URL": "status.example.com"}, "origin", "scheme and host"),
        ({"CANDOR_DATABASE_URL": "postgres://user:password@host:port/db"}, "url", "percent-encoded"),
        ({"CANDOR_EGRESS_ALLOW": "all"}, "egress", "loopback, private"),
        ({"CANDOR_SECRET_KEY": "short"}, "secret", "token_urlsafe"),
        ({"CANDOR_SECRET_KEY_FILE": "/nowhere/key"}, "unreadable", "Correct the path"),
        ({"CANDOR_REDIS_URI": "redis://h"}, "unknown", "Did you mean CANDOR_REDIS_URL?"),
        ({"CANDOR_TRUSTED_PROXIES": "nginx"}, "network", "10.0.0.0/8"),
        ({"CANDOR_PING_RATE": "many"}, "number", "300"),
        ({"CANDOR_PING_EMAIL_DOMAIN": "a@example.com"}, "domain", "pings.example.com"),
        ({"CANDOR_SMTPD_PORT": "2525"}, "mail_pings", "CANDOR_PING_EMAIL_DOMAIN"),
        ({**MAIL_PINGS, "CANDOR_SMTPD_KEY": "/tmp/key.pem"}, "mail_pings", "Set both"),
        ({**MAIL_PINGS, "CANDOR_PORT": "2525"}, "mail_pings", "the port of the web server too"),
        (
            {**MAIL_PINGS, "CANDOR_SMTPD_PORT": "8000", "CANDOR_SMTPD_LISTEN": "0.0.0.0"},
            "mail_pings",
            "Choose another one",
        ),
        (
            {**MAIL_PINGS, "CANDOR_SMTPD_PORT": "25", "CANDOR_SMTPD_LMTP": "yes"},
            "mail_pings",
            "remove CANDOR_SMTPD_LMTP",
        ),
    ],
)
def test_it_refuses_what_cannot_work_and_says_what_to_do(
    judge: Judge, variables: dict[str, str], code: str, advice: str
):
    messages = judge(**variables)
    assert f"candor.{code}" in [message.id for message in messages]
    assert advice in " ".join(f"{message.msg} {message.hint}" for message in messages)


@pytest.mark.parametrize(
    "variables",
    [
        OIDC,
        {**OIDC, "CANDOR_OIDC_NAME": "Acme", "CANDOR_PUBLIC_URL": "https://status.example.com"},
        {**OIDC, "CANDOR_OIDC_ISSUER": "https://login.example.com/"},
        {**OIDC, "CANDOR_OIDC_DOMAINS": "example.com, Bücher.example", "CANDOR_OIDC_TAKE_IN": "yes"},
        {**OIDC, "CANDOR_PASSWORD_LOGIN": "off"},
        {**OIDC, "CANDOR_OIDC_ISSUER": "http://127.0.0.1:8080"},
        {**OIDC, "CANDOR_OIDC_ISSUER": "https://10.0.0.7", "CANDOR_EGRESS_ALLOW": "private"},
    ],
)
def test_it_is_content_with_an_identity_provider(judge: Judge, variables: dict[str, str]):
    assert judge(**variables) == []


@pytest.mark.parametrize(
    ("variables", "advice"),
    [
        *(
            ({name: value for name, value in OIDC.items() if name != missing}, f"{missing} must be set too")
            for missing in OIDC
        ),
        ({"CANDOR_PASSWORD_LOGIN": "off"}, "remove CANDOR_PASSWORD_LOGIN"),
        ({**OIDC, "CANDOR_OIDC_TAKE_IN": "yes"}, "Set CANDOR_OIDC_DOMAINS"),
        ({"CANDOR_OIDC_DOMAINS": "example.com"}, "must be set too"),
        ({"CANDOR_OIDC_NAME": "Acme"}, "remove all CANDOR_OIDC_ variables"),
        ({"CANDOR_OIDC_ISSUER": OIDC["CANDOR_OIDC_ISSUER"]}, "/accounts/oidc/callback/"),
        *(
            ({**OIDC, "CANDOR_OIDC_ISSUER": issuer}, "https://login.example.com/realms/acme")
            for issuer in (
                "login.example.com",
                "http://login.example.com",
                "https://login.example.com/?realm=acme",
                "https://login.example.com/#acme",
                "https://login.example.com/.well-known/openid-configuration",
                "https://user:hidden@login.example.com",
                "https://status.example.com/realms/acme",
                "https://169.254.169.254",
                "https://[",
            )
        ),
    ],
)
def test_it_refuses_half_an_identity_provider(judge: Judge, variables: dict[str, str], advice: str):
    messages = judge(**variables, CANDOR_PUBLIC_URL="https://status.example.com")
    assert [message.id for message in messages] == ["candor.oidc"]
    assert advice in " ".join(f"{message.msg} {message.hint}" for message in messages)


@pytest.mark.parametrize("arguments", [["manage.py", "check"], ["-c", "import config.wsgi"]])
def test_it_does_not_start_when_the_environment_is_wrong(tmp_path: Path, arguments: list[str]):
    environment = bare_environment(CANDOR_DATA=str(tmp_path), CANDOR_WEB_PROCESSES="2")
    result = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.returncode != 0
    assert "CANDOR_REDIS_URL" in result.stderr


def test_it_starts_without_any_environment(tmp_path: Path):
    environment = bare_environment(CANDOR_DATA=str(tmp_path))
    result = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
