import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.services import component_create


def run(*words: str) -> list[str]:
    out = io.StringIO()
    call_command("widgets", *words, stdout=out)
    return out.getvalue().splitlines()


def test_it_prints_addresses_that_answer(page: Page) -> None:
    component_create(page=page, name="API", by=Actor.system())
    printed = dict(line.split("  ")[::-1] for line in run())
    assert list(printed) == ["Acme status", "API"]
    for address in printed.values():
        answer = Client().get(address.removeprefix(settings.CANDOR_PUBLIC_URL))
        assert answer.json() == {"message": "up", "color": "brightgreen"}


@pytest.mark.django_db
def test_it_says_when_there_is_no_such_page() -> None:
    with pytest.raises(CommandError, match="There is no page elsewhere"):
        run("elsewhere")
