import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ops.health import parts_examine

pytestmark = pytest.mark.django_db


@pytest.fixture
def unprepared() -> None:
    MigrationRecorder.Migration.objects.filter(app="statuspage").delete()


@pytest.mark.parametrize(
    "command", [("demo",), ("page_create", "--name=A", "--slug=a"), ("apikey_issue", "--name=A")]
)
def test_it_says_how_to_prepare_a_database_without_tables(unprepared: None, command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"The database is not prepared\. Run `manage.py prepare`"):
        call_command(*command)


def test_it_tells_a_database_without_tables_from_one_that_is_away(unprepared: None) -> None:
    parts = {part.name: part for part in parts_examine(now=timezone.now())}
    assert parts["database"].ok
    assert "not applied" in parts["migrations"].detail
    assert parts["worker"].detail == "unknown until the migrations are applied"
