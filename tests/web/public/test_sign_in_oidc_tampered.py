"""A17: what was tampered with on the way to the provider and back lets nobody in, and tells nothing."""

import base64
import time
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from statuspage.models import AdmissionLink, AudienceMember, Page
from tests.provider import LocalProvider, asked_of
from tests.web.public.elsewhere import (
    HOME,
    INVALID,
    LOST,
    REFUSED,
    come_back,
    dance,
    follow,
    is_calm,
    reader_of,
    set_out,
)

CALLBACK = "/accounts/oidc/callback/"


@pytest.fixture
def member(page: Page, identity_provider: LocalProvider) -> AudienceMember:
    return reader_of(page)


@pytest.mark.parametrize("word", ["access_denied", "login_required", "<script>"])
def test_who_is_refused_at_the_provider_is_told_so(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, word: str
):
    identity_provider.denies = word
    response = come_back(client, identity_provider, set_out(client))
    is_calm(response, 403, REFUSED)
    assert "<script>" not in response.content.decode()
    assert f'href="http://testserver{HOME}/sign-in"' in response.content.decode()


def test_nobody_comes_back_twice(client: Client, identity_provider: LocalProvider, member: AudienceMember):
    address = identity_provider.consent(asked_of(set_out(client)))
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    arrival = follow(client, address)["Location"]
    is_calm(follow(client, address), 400, LOST)
    # Whoever keeps the cookie all the same is refused by the provider.
    client.cookies.load(kept)
    is_calm(follow(client, address), 400, INVALID)
    assert follow(client, arrival).status_code == 302
    is_calm(follow(client, arrival), 400, LOST)
    assert AdmissionLink.objects.count() == 1


def test_nobody_is_signed_in_by_what_began_elsewhere(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    mallory, victim = Client(), client
    address = identity_provider.consent(asked_of(set_out(mallory)))
    is_calm(follow(victim, address), 400, LOST)
    arrival = follow(mallory, address)["Location"]
    is_calm(follow(victim, arrival), 400, LOST)
    token = arrival.rpartition("/")[2]
    for method in (victim.get, victim.post):
        assert method(f"{HOME}/sign-in/{token}").status_code == 404
    # Mallory sends the way itself, so that the victim agrees at the provider and is let in elsewhere.
    first = mallory.get(f"{HOME}/sign-in/oidc")["Location"]
    arrival = come_back(victim, identity_provider, follow(victim, first)["Location"])["Location"]
    is_calm(follow(victim, arrival), 400, LOST)
    assert not any(name.startswith("candor_page_") for name in victim.cookies)


def test_a_link_of_one_page_is_none_of_another(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, other_page: Page
):
    Page.objects.filter(pk=other_page.pk).update(visibility="restricted")
    arrival = come_back(client, identity_provider, set_out(client))["Location"]
    elsewhere = arrival.replace(HOME, "/pages/elsewhere")
    client.get("/pages/elsewhere/sign-in/oidc")
    is_calm(follow(client, elsewhere), 400, LOST)


@pytest.mark.parametrize("change", ["state", "cookie", "salt", "old", "iss", "code", "long"])
def test_what_comes_back_is_what_set_out(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, change: str, monkeypatch: Any
):
    address = identity_provider.consent(asked_of(set_out(client)))
    state = asked_of(address)["state"]
    name = f"candor_oidc_{state[:12]}"
    words = LOST
    if change == "state":
        address = address.replace(state, state[:12] + "x" * 31)
    elif change == "cookie":
        value = client.cookies[name].value
        client.cookies[name] = value[:10] + ("A" if value[10] != "A" else "B") + value[11:]
    elif change == "salt":
        # What we signed for another purpose.
        first = client.get(f"{HOME}/sign-in/oidc")["Location"]
        client.cookies[name] = asked_of(first)["from"]
    elif change == "old":
        monkeypatch.setattr("django.core.signing.time.time", lambda: time.time_ns() / 1e9 + 601)
    else:
        words = INVALID
        sent = {"iss": "&iss=https%3A%2F%2Fevil.example", "code": "", "long": f"&code={'x' * 5_000}"}
        address += sent[change]
        if change == "code":
            address = address.replace("code=", "kode=")
    is_calm(follow(client, address), 400, words)
    assert not AdmissionLink.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?state=", "?state=x", f"?state={'%00' * 43}", f"?state={'é' * 43}&code=x"]
)
def test_who_never_set_out_is_told_so(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, query: str
):
    is_calm(client.get(CALLBACK + query), 400, LOST)
    assert client.post(CALLBACK + query).status_code in (403, 405)


@pytest.mark.parametrize("words", ["", "x", "e30:1:x", base64.b64encode(b"{}" * 3_000).decode()], ids=len)
def test_a_way_that_is_not_ours_is_not_gone(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, words: str
):
    is_calm(client.get("/accounts/oidc/begin/", {"from": words}), 400, LOST)
    assert identity_provider.receiver.requests == []


def test_R06_wrong_answers_wait(client: Client, identity_provider: LocalProvider, member: AudienceMember):
    caches["limits"].clear()
    identity_provider.lies = {"nonce": "x"}
    codes = [dance(client, identity_provider).status_code for _ in range(11)]
    assert codes == [400] * 10 + [429]
    identity_provider.lies = {}
    caches["limits"].clear()
    assert [dance(Client(), identity_provider).status_code for _ in range(12)] == [302] * 12
