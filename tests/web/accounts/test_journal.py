import json

import pytest
from django.core.cache import cache
from django.forms.models import model_to_dict
from django.test import Client

from statuspage.models import Event, Organization, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()


def _sign_in(client: Client, email: str, password: str) -> list[Event]:
    client.post("/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR="198.51.100.7")
    return list(Event.objects.filter(kind__startswith="user.log"))


def test_it_journals_who_signed_in_and_from_where(client: Client, owner: User, organization: Organization):
    (event,) = _sign_in(client, owner.email, PASSWORD)
    assert (event.kind, event.organization, event.page) == ("user.logged_in", organization, None)
    assert (event.actor_uid, event.actor_address) == (owner.uid, "198.51.100.7")


def test_it_journals_a_failed_try_without_what_was_typed(client: Client, owner: User):
    (event,) = _sign_in(client, owner.email, "Tr0ub4dor&3")
    assert (event.kind, event.subject_uid, event.actor_kind) == ("user.login_failed", owner.uid, "visitor")
    assert "Tr0ub4dor" not in json.dumps(model_to_dict(event), default=str)


def test_it_journals_nothing_for_an_address_that_nobody_has(client: Client, owner: User):
    assert _sign_in(client, "nobody@acme.example", PASSWORD) == []
