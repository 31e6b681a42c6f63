import socket

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db

OPTIONS = {"listen": "127.0.0.1", "port": 2525, "domain": "pings.example.com"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"domain": ""}, "CANDOR_PING_EMAIL_DOMAIN"),
        ({"port": 0}, "CANDOR_SMTPD_PORT"),
        ({"port": 70_000}, "CANDOR_SMTPD_PORT"),
        ({"listen": "192.0.2.1"}, "Cannot listen on 192.0.2.1:2525"),
    ],
)
def test_it_says_what_it_lacks(options: dict[str, object], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("smtpd", **{**OPTIONS, **options})


def test_it_names_an_address_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1:{port}"):
            call_command("smtpd", **{**OPTIONS, "port": port})


def test_it_wants_a_prepared_database() -> None:
    MigrationRecorder.Migration.objects.filter(app="statuspage").delete()

    with pytest.raises(CommandError, match=r"Run `manage.py prepare`"):
        call_command("smtpd", **OPTIONS)
