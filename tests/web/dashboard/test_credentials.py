"""The page on which people find what clients of Stashboard sign with."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apikeys.derived import credentials_of
from apikeys.services import IssuedKey, key_revoke
from statuspage.models import Event, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, PEOPLE, As

pytestmark = pytest.mark.django_db

LIST = "/admin/credentials"


def test_shows_the_values_of_a_key_when_they_are_asked_for(as_: As, full_key: IssuedKey):
    client = as_("owner")
    one = f"{LIST}/{full_key.key.uid}"
    assert f'href="{one}"' in client.get(LIST).content.decode()
    values = credentials_of(full_key.key)
    told = (values.consumer_key, values.consumer_secret, values.token, values.token_secret)
    hidden = client.get(one).content.decode()
    assert not any(value in hidden for value in told)
    assert not Event.objects.filter(kind="key.credentials_shown").exists()
    shown = client.post(one)
    assert all(f"<code>{value}</code>" in shown.content.decode() for value in told)
    assert "no-store" in shown["Cache-Control"]
    event = Event.objects.get(kind="key.credentials_shown")
    assert (event.subject_uid, event.actor_label) == (full_key.key.uid, "Olive")
    assert not any(value in str(event.after) for value in told)


@pytest.mark.any_database
@each("person", PEOPLE)
def test_lets_in_those_alone_who_run_the_organization(as_: As, read_key: IssuedKey, person: str):
    client = as_(person)
    one = f"{LIST}/{read_key.key.uid}"
    codes = [client.get(LIST).status_code, client.get(one).status_code, client.post(one).status_code]
    if person == "anonymous":
        assert client.get(LIST)["Location"] == f"/accounts/login/?next={LIST}"
        assert codes == [302, 302, 302]
    elif person == "outsider":
        assert codes == [200, 404, 404]
        assert read_key.key.prefix not in client.get(LIST).content.decode()
    else:
        assert codes == ([200, 200, 200] if person in {"owner", "admin"} else [403, 403, 403])


def test_keeps_from_an_administrator_what_ranks_with_owners(
    as_: As, full_key: IssuedKey, issue: Callable[..., IssuedKey], page: Page
):
    """Whoever signs with such a key could make themselves an owner."""
    narrow = issue("full", name="narrow", all_pages=False, pages=[page])
    one = f"{LIST}/{full_key.key.uid}"
    client = as_("admin")
    listed = client.get(LIST).content.decode()
    assert full_key.key.prefix not in listed
    assert narrow.key.prefix in listed
    assert "1 key that writes everything on all pages is shown to owners alone." in listed
    assert client.get(one).status_code == 403
    refused = client.post(one)
    assert refused.status_code == 403
    assert credentials_of(full_key.key).token not in refused.content.decode()
    assert not Event.objects.filter(kind="key.credentials_shown").exists()
    event = Event.objects.get(kind="access.refused")
    assert (event.actor_label, event.organization) == ("Admin", page.organization)
    assert event.after == {"method": "POST", "path": one, "code": "owners_only"}
    assert client.post(f"{LIST}/{narrow.key.uid}").status_code == 200


def test_asks_for_a_form_of_this_site(as_: As, full_key: IssuedKey):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = as_("owner").cookies
    assert strict.post(f"{LIST}/{full_key.key.uid}").status_code == 403


def test_leaves_out_keys_that_ended_and_asks_as_often_for_many(
    as_: As, full_key: IssuedKey, issue: Callable[..., IssuedKey]
):
    client = as_("owner")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for name in ("second", "third"):
        issue(name=name)
    with CaptureQueriesContext(connection) as several:
        assert "third" in client.get(LIST).content.decode()
    assert len(several) == len(one)
    key_revoke(key=full_key.key, by=BY)
    assert full_key.key.uid not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}/{full_key.key.uid}").status_code == 404
