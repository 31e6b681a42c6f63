"""A Statuspage to move away from: our own documents, recorded, and the command that brings them back."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from incidents.models import Incident
from statuspage.models import Component, ComponentGroup, Event, Page
from tests.api.statuspage.conftest import Story, story
from tests.receiver import Receiver, Reply, receiver_run

__all__ = ["Story", "story"]

DOCUMENTS = (
    "summary",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
)


class Recording:
    """A server that goes on answering what a page answered when it was recorded."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.documents: dict[str, Any] = {}
        receiver.answer = lambda request: self._answer(request.path.split("?")[0])

    @property
    def url(self) -> str:
        return self.receiver.url

    def record(self, page: Page) -> None:
        """Keep what the page's public documents say now."""
        self.documents = {
            f"/api/v2/{name}.json": json.loads(json.dumps(document_of(page, name))) for name in DOCUMENTS
        }

    def each(self, name: str) -> list[Any]:
        """The rows of a list of a document, to be changed in place."""
        rows: list[Any] = self.documents[f"/api/v2/{name}.json"][name.split("/")[0].replace("-", "_")]
        return rows

    def _answer(self, path: str) -> Reply:
        if path not in self.documents:
            return Reply(404)
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(self.documents[path]).encode())


@pytest.fixture
def recording(settings: Settings) -> Iterator[Recording]:
    """The old server, which knows nothing until it is told."""
    settings.CANDOR_IMPORT_KEY = ""
    with receiver_run() as receiver:
        yield Recording(receiver)


@pytest.fixture
def bring(recording: Recording) -> Callable[..., list[str]]:
    """Runs the command for a page and gives its lines; the last one tells of what was left out."""

    def bring(*options: str, page: str = "status", url: str = "") -> list[str]:
        out = io.StringIO()
        words = ("statuspage", f"--url={url or recording.url}", f"--page={page}", *options)
        try:
            call_command("import_from", *words, stdout=out)
        except CommandError as error:
            if error.returncode != 3:
                raise
            out.write(str(error))
        return out.getvalue().splitlines()

    return bring


def document_of(page: Page, name: str) -> Any:
    """A public document as it is now, without the address of the page and when it changed last."""
    answer = Client().get(f"/pages/{page.slug}/api/v2/{name}.json")
    assert answer.status_code == 200
    told = answer.json()
    told["page"].pop("updated_at")
    return _without_hosts(told)


def emptied(page: Page) -> None:
    """Take everything off a page as if it had never been, so that its ids are free."""
    Incident.objects.filter(page=page).delete()
    Component.objects.filter(page=page).delete()
    ComponentGroup.objects.filter(page=page).delete()
    Event.objects.all().delete()
    Page.objects.filter(pk=page.pk).update(sequence=0, revision=0)


def ids_of(told: Any) -> set[str]:
    """Every id in a document."""
    match told:
        case dict():
            own = {value for key, value in told.items() if key in ("id", "code")}
            return own.union(*(ids_of(value) for value in told.values()))
        case list():
            return set[str]().union(*(ids_of(value) for value in told))
        case _:
            return set()


def lined(told: Any) -> list[str]:
    """JSON in lines, which show best where two differ."""
    return json.dumps(told, indent=1, sort_keys=True).splitlines()


def _without_hosts(told: Any) -> Any:
    match told:
        case dict():
            return {
                key: _without_hosts(value) for key, value in told.items() if key not in ("url", "shortlink")
            }
        case list():
            return [_without_hosts(value) for value in told]
        case _:
            return told
