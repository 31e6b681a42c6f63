from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from monitoring.models import Pulse


@pytest.fixture
def pulses(db: None) -> None:
    """Worker and beat as they were seen a moment ago."""
    for name in ("worker", "beat"):
        Pulse.objects.create(name=name, at=timezone.now())


def test_it_says_that_the_process_lives_without_a_query(client: Client) -> None:
    # No database fixture: a query would be an error.
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_only_lets_itself_be_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.usefixtures("pulses")
def test_it_is_ready_when_every_part_is_well(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "ready"
    assert set(response.json()["checks"]) == {"database", "migrations", "worker", "beat"}


@pytest.mark.django_db
def test_it_is_not_ready_before_the_first_sign_of_life(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == {"ok": False, "detail": "never seen"}


@pytest.mark.usefixtures("pulses")
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_it_is_not_ready_once_a_sign_of_life_is_old(client: Client, name: str) -> None:
    Pulse.objects.filter(name=name).update(at=timezone.now() - timedelta(seconds=45))

    response = client.get("/readyz")

    assert response.status_code == 503
    part = response.json()["checks"][name]
    assert not part["ok"]
    assert 44 < part["age_seconds"] < 60
    assert [word for word, other in response.json()["checks"].items() if not other["ok"]] == [name]


@pytest.mark.usefixtures("pulses")
def test_it_names_a_migration_that_is_missing(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("monitoring", "0001_initial")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "monitoring.0001_initial" in response.json()["checks"]["migrations"]["detail"]


@pytest.mark.django_db
def test_it_answers_when_the_database_does_not(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE monitoring_pulse RENAME TO monitoring_pulse_away")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert not response.json()["checks"]["database"]["ok"]
    assert "pulse" not in str(response.json()["checks"]["database"])
