"""A17: a token that a provider did not make for us, now, lets nobody in."""

import time
from typing import Any

import pytest
from django.test import Client

from statuspage.models import AdmissionLink, AudienceMember, Page
from tests.provider import CLIENT_SECRET, LocalProvider, public_jwk
from tests.web.public.elsewhere import INVALID, dance, is_calm, reader_of

NOW = int(time.time())
PUBLIC_KEY = str(public_jwk("first")["n"])


@pytest.fixture
def member(page: Page, identity_provider: LocalProvider) -> AudienceMember:
    return reader_of(page)


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"lies": {"iss": "https://evil.example"}},
    "for another client": {"lies": {"aud": "somebody"}},
    "for nobody": {"lies": {"aud": None}},
    "for several, on behalf of none": {"lies": {"aud": ["candor at acme", "somebody"]}},
    "on behalf of another": {"lies": {"azp": "somebody"}},
    "over": {"lies": {"exp": NOW - 3_600}},
    "without an end": {"lies": {"exp": None}},
    "not yet": {"lies": {"iat": NOW + 3_600}},
    "another nonce": {"lies": {"nonce": "x" * 43}},
    "no nonce": {"lies": {"nonce": None}},
    "about nobody": {"lies": {"sub": ""}},
    "without a subject": {"lies": {"sub": None}},
    "a subject that is no text": {"lies": {"sub": 7}},
    "a subject of lines": {"lies": {"sub": "a\nb"}},
    "a subject too long": {"lies": {"sub": "x" * 256}},
    "signed by another": {"signs_with": "second"},
    "signed by an unknown key": {"signs_with": "second", "header": {"kid": "second"}},
    "not signed": {"signs_with": None, "algorithm": "none"},
    "signed with our secret": {"signs_with": CLIENT_SECRET.ljust(32).encode(), "algorithm": "HS256"},
    "signed with the words of the public key": {"signs_with": PUBLIC_KEY.encode(), "algorithm": "HS256"},
    "another kind of key": {"says_algorithm": "ES256"},
    "another length of hash": {"says_algorithm": "RS512"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_that_was_not_made_for_us_now_is_none(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, lie: dict[str, Any]
):
    vars(identity_provider).update(lie)
    is_calm(dance(client, identity_provider), 400, INVALID)
    assert not AdmissionLink.objects.exists()


def test_keys_that_changed_are_asked_for_anew(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    assert dance(client, identity_provider).status_code == 302
    identity_provider.keys, identity_provider.signs_with = ["second"], "second"
    identity_provider.header = {"kid": "second"}
    assert dance(Client(), identity_provider).status_code == 302
    # A token need not name its key.
    identity_provider.header = {}
    assert dance(Client(), identity_provider).status_code == 302
