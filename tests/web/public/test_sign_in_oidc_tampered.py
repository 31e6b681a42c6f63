"""A17: what goes wrong on the way to the provider and back lets nobody in, and tells nothing."""

import base64
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from statuspage.models import AdmissionLink, AudienceMember, Page
from statuspage.oidc import metadata
from tests.provider import CLIENT_SECRET, LocalProvider, asked_of, public_jwk
from tests.receiver import Reply
from tests.web.public.elsewhere import HOME, come_back, dance, follow, reader_of, set_out

AWAY, INVALID = "does not answer as it should", "could not be trusted"
LOST, REFUSED = "began in another browser", "said no"
CALLBACK = "/accounts/oidc/callback/"
NOW = int(time.time())
PUBLIC_KEY = str(public_jwk("first")["n"])


@pytest.fixture
def member(page: Page, identity_provider: LocalProvider) -> AudienceMember:
    return reader_of(page)


def is_calm(response: Any, status: int, words: str) -> None:
    text = response.content.decode()
    assert (response.status_code, words in text) == (status, True), text
    assert "Acme status" not in text
    assert "Website" not in text
    assert response["Cache-Control"] == "private, no-store"
    assert not any(name.startswith("candor_page_") for name in response.cookies)


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


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example/realms/acme"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": 7},
    ],
    ids=str,
)
def test_a_provider_that_says_to_be_another_is_not_gone_to(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, said: dict[str, Any]
):
    identity_provider.metadata = said
    first = client.get(f"{HOME}/sign-in/oidc")
    is_calm(follow(client, first["Location"]), 503, AWAY)


def test_a_slash_at_the_end_of_the_issuer_makes_no_difference(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, settings: Any
):
    settings.CANDOR_OIDC_ISSUER += "/"
    assert dance(client, identity_provider).status_code == 302


def _away(provider: LocalProvider) -> None:
    provider.is_away = True


def _other_secret(provider: LocalProvider) -> None:
    provider.receiver.answer = lambda asked: provider.answer(
        asked if asked.path != "/token" else type(asked)("POST", "/token", {}, b"code=x")
    )


@pytest.mark.parametrize("wrong", [_away, _other_secret])
def test_a_provider_that_goes_away_on_the_way_is_told_so(
    client: Client,
    identity_provider: LocalProvider,
    member: AudienceMember,
    wrong: Callable[[LocalProvider], None],
    caplog: pytest.LogCaptureFixture,
):
    address = set_out(client)
    wrong(identity_provider)
    with caplog.at_level(logging.DEBUG):
        is_calm(come_back(client, identity_provider, address), 503, AWAY)
    flight = asked_of(address)
    code = next(iter(identity_provider.codes))
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("web."))
    assert "nobody was signed in" in ours
    assert all(secret not in caplog.text for secret in (CLIENT_SECRET, flight["nonce"]))
    assert code not in ours


def test_a_provider_that_is_not_there_holds_nobody_up_twice(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    identity_provider.is_away = True
    for _ in range(3):
        is_calm(follow(client, client.get(f"{HOME}/sign-in/oidc")["Location"]), 503, AWAY)
    assert len(identity_provider.receiver.requests) == 1
    identity_provider.is_away = False
    metadata.forget()
    assert dance(client, identity_provider).status_code == 302


def test_a_provider_that_does_not_answer_is_not_waited_for_for_ever(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, monkeypatch: pytest.MonkeyPatch
):
    address = set_out(client)
    answered = threading.Event()
    identity_provider.receiver.answer = lambda _asked: Reply(200 if answered.wait(30) else 504)
    monkeypatch.setattr("statuspage.oidc.asking.SECONDS", 0.3)
    try:
        is_calm(come_back(client, identity_provider, address), 503, AWAY)
    finally:
        answered.set()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"a": "' + b"x" * 600_000 + b'"}'], ids=len
)
def test_an_answer_that_is_none_lets_nobody_in(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, body: bytes
):
    address = set_out(client)
    identity_provider.receiver.answer = lambda _asked: Reply(200, {"Content-Type": "application/json"}, body)
    is_calm(come_back(client, identity_provider, address), 503, AWAY)


def test_a_provider_that_leads_elsewhere_is_not_followed(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    address = set_out(client)
    elsewhere = {"Location": identity_provider.receiver.address("/elsewhere")}
    identity_provider.receiver.answer = lambda _asked: Reply(307, elsewhere, b"")
    is_calm(come_back(client, identity_provider, address), 503, AWAY)
    assert not any(one.path == "/elsewhere" for one in identity_provider.receiver.requests)


def test_it_goes_out_by_the_way_that_is_guarded(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, settings: Any
):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    is_calm(follow(client, client.get(f"{HOME}/sign-in/oidc")["Location"]), 503, AWAY)
    assert identity_provider.receiver.requests == []


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
