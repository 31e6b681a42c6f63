"""Printing what clients of Stashboard sign with."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from apikeys.derived import credentials_of
from apikeys.services import IssuedKey, key_revoke
from statuspage.actor import Actor
from statuspage.models import Event

pytestmark = pytest.mark.django_db


def printed(prefix: str) -> str:
    out = io.StringIO()
    call_command("apikey_credentials", prefix, stdout=out)
    return out.getvalue()


def test_prints_the_four_values_and_notes_it(full_key: IssuedKey):
    values = credentials_of(full_key.key)
    assert printed(full_key.key.prefix) == (
        f"Consumer key: {values.consumer_key}\n"
        f"Consumer secret: {values.consumer_secret}\n"
        f"Access token: {values.token}\n"
        f"Access secret: {values.token_secret}\n"
    )
    assert printed(full_key.secret) == printed("cdr_")
    assert Event.objects.filter(kind="key.credentials_shown", subject_uid=full_key.key.uid).count() == 3


def test_refuses_what_names_no_key_or_several(full_key: IssuedKey, issue: Callable[..., IssuedKey]):
    with pytest.raises(CommandError, match="no key that begins with 'cdr_-'"):
        printed("cdr_-")
    issue(name="second")
    with pytest.raises(CommandError, match="Several keys begin with 'cdr_': deploy bot"):
        printed("cdr_")
    key_revoke(key=full_key.key, by=Actor.system())
    with pytest.raises(CommandError, match="The key is revoked"):
        printed(full_key.key.prefix)
    assert "Consumer key: " in printed("cdr_")
