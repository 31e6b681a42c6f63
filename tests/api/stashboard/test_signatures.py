"""OAuth 1.0a, as clients of Stashboard sign their requests."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client, RequestFactory
from oauthlib import oauth1
from pytest_django import Settings

from api.base.forms import urlencoded_pairs
from api.stashboard import signatures
from api.stashboard.bodies import query_pairs
from apikeys.derived import Derived, credentials_of
from apikeys.models import ApiKey, OAuthNonce
from apikeys.nonces import nonces_retain
from apikeys.selectors import Consumer
from apikeys.services import IssuedKey, key_revoke, key_rotate
from config.proxies import TrustedProxies
from statuspage.actor import Actor
from tests.api.stashboard.signer import header, parameters, signature, signed_header
from tests.rows import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("echoed", "page")]

PATH = "/admin/api/v1/echo/a"
URL = f"http://testserver{PATH}"
FORM = "application/x-www-form-urlencoded"
BODY = "message=It+is+%C3%BCber%2C+~%27*%21%28%29&status=up&x=&x=2"
FIELDS = {"message": "It is über, ~'*!()", "status": "up", "x": "2"}


@pytest.fixture
def values(full_key: IssuedKey) -> Derived:
    """The credentials of a key that may do everything."""
    return credentials_of(full_key.key)


def post(client: Client, url: str = URL, body: str = BODY, **headers: str) -> Any:
    target = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return client.generic("POST", target, body, content_type=FORM, headers=headers)


def refused(answer: Any) -> str:
    """What OAuth's problem reporting says of a refusal."""
    assert answer.status_code == 403
    assert answer.json() == {"error": True, "code": 403, "message": "Authorization Failure"}
    realm, _comma, problem = answer["WWW-Authenticate"].partition(", oauth_problem=")
    assert realm == 'OAuth realm="Candor"'
    return str(problem.strip('"'))


@pytest.mark.parametrize("method", [oauth1.SIGNATURE_HMAC_SHA1, oauth1.SIGNATURE_HMAC_SHA256])
@pytest.mark.parametrize(
    "place", [oauth1.SIGNATURE_TYPE_AUTH_HEADER, oauth1.SIGNATURE_TYPE_BODY, oauth1.SIGNATURE_TYPE_QUERY]
)
@pytest.mark.parametrize("legs", [2, 3])
def test_takes_what_a_library_signs_in_every_place(
    client: Client, values: Derived, method: str, place: str, legs: int
):
    token = {"resource_owner_key": values.token, "resource_owner_secret": values.token_secret}
    signer = oauth1.Client(
        values.consumer_key,
        client_secret=values.consumer_secret,
        signature_type=place,
        signature_method=method,
        realm="",
        **(token if legs == 3 else {}),
    )
    uri, headers, body = signer.sign(f"{URL}?q=a%20b%26", "POST", BODY, {"Content-Type": FORM})
    answer = post(client, uri, body or "", **{k: v for k, v in headers.items() if k == "Authorization"})
    assert (answer.status_code, answer.json().get("fields")) == (200, {"q": "a b&", **FIELDS})
    assert answer.json()["key"] is True


def test_takes_what_is_signed_by_hand(client: Client, values: Derived):
    answer = post(client, Authorization=signed_header(values, "POST", URL, BODY))
    assert answer.json()["fields"] == FIELDS
    # As ruby's client sends it, with a token that is empty.
    two_legged = signed_header(values, "POST", URL, BODY, oauth_token="", token_secret="")
    assert post(client, Authorization=two_legged).status_code == 200


@pytest.mark.any_database
def test_heeds_a_signed_digest_of_a_body_that_is_not_signed_itself(client: Client, values: Derived):
    def sent(signed: bytes, body: bytes, kind: str = "application/json", digest: str = "sha1") -> Any:
        word = base64.b64encode(hashlib.new(digest, signed).digest()).decode()
        own = signed_header(values, "POST", URL, oauth_body_hash=word)
        return client.generic("POST", PATH, body, content_type=kind, headers={"Authorization": own})

    right, wrong = b'{"message": "up"}', b'{"message": "down"}'
    assert sent(right, right).json()["fields"] == {"message": "up"}
    assert sent(right, right, digest="sha256").status_code == 200
    assert sent(b"", b"").status_code == 200
    for kind in ("application/json", ""):
        assert refused(sent(right, wrong, kind)) == "signature_invalid"
    assert refused(sent(b"", wrong)) == "signature_invalid"
    assert refused(sent(right, b"")) == "signature_invalid"
    assert OAuthNonce.objects.count() == 3
    own = parameters(values, oauth_body_hash=base64.b64encode(hashlib.sha1(b"").digest()).decode())
    own["oauth_signature"] = signature(values, "GET", URL, own)
    assert client.get(f"{PATH}?{urlencode(own)}").status_code == 200


def test_takes_signed_reads_with_their_values_in_the_query(client: Client, values: Derived):
    own = parameters(values, oauth_nonce="50%25 of a&b=+ü")
    own["oauth_signature"] = signature(values, "GET", f"{URL}?start=2010-06-10", own)
    answer = client.get(f"{PATH}?start=2010-06-10&{urlencode(own)}")
    assert (answer.status_code, answer.json()["fields"]) == (200, {"start": "2010-06-10"})


def test_signs_the_address_that_the_client_used_before_a_proxy(client: Client, values: Derived):
    signed = signed_header(values, "POST", f"https://testserver:8443{PATH}", BODY)
    asked = {
        "REMOTE_ADDR": "10.0.0.1",
        "HTTP_HOST": "inner:8000",
        "HTTP_X_FORWARDED_HOST": "TestServer:8443",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_AUTHORIZATION": signed,
        "wsgi.url_scheme": "http",
    }
    seen: dict[str, Any] = {}
    believing = TrustedProxies(lambda environ, _start: seen.update(environ) or [], [ip_network("10.0.0.0/8")])
    believing(asked, lambda *_arguments: print)
    assert client.generic("POST", PATH, BODY, content_type=FORM, **seen).status_code == 200
    assert refused(post(client, Authorization=signed)) == "signature_invalid"


def test_signs_the_example_of_the_standard(monkeypatch: pytest.MonkeyPatch, settings: Settings):
    """RFC 5849, 3.4.1.1, at another time."""
    settings.ALLOWED_HOSTS = ["*"]
    now = int(time.time())
    base = (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%"
        "2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_m"
        f"ethod%3DHMAC-SHA1%26oauth_timestamp%3D{now}%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )
    secrets = Derived("9djdj82h48djs9d2", "j49sk3j29djd", "kkk9d7dh3k39sjv7", "dh893hdasih9")
    digest = hmac.new(b"j49sk3j29djd&dh893hdasih9", base.encode(), hashlib.sha1).digest()
    own = parameters(secrets, oauth_nonce="7d8f3e4a", oauth_timestamp=now, oauth_version=None)
    sent = RequestFactory().generic(
        "POST",
        "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        "c2&a3=2+q",
        content_type=FORM,
        headers={
            "Host": "EXAMPLE.COM:80",
            "Authorization": header({**own, "oauth_signature": base64.b64encode(digest).decode()}, "Example"),
        },
    )
    monkeypatch.setattr(signatures, "consumer_named", lambda _key: Consumer(secrets, 1))
    verdict = signatures.judge(
        sent, signatures.Sent(query_pairs(sent), urlencoded_pairs(b"c2&a3=2+q"), b"c2&a3=2+q")
    )
    assert (verdict.problem, verdict.nonce, verdict.timestamp) == ("", "7d8f3e4a", now)


TAMPERINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    # What the client signs otherwise, what it sends otherwise, and what is said of it.
    "another body": ({}, {"body": "status=down"}, "signature_invalid"),
    "a field more": ({}, {"body": f"{BODY}&y=1"}, "signature_invalid"),
    "a doubled field less": ({}, {"body": BODY.replace("&x=2", "")}, "signature_invalid"),
    "another path": ({}, {"url": URL.replace("echo/a", "echo/b")}, "signature_invalid"),
    "a query": ({}, {"url": f"{URL}?x=3"}, "signature_invalid"),
    "another consumer secret": ({"consumer_secret": "x"}, {}, "signature_invalid"),
    "another token secret": ({"token_secret": "x"}, {}, "signature_invalid"),
    "another token": ({"token": "x"}, {}, "signature_invalid"),
    "no token, but its secret": ({"oauth_token": None}, {}, "signature_invalid"),
    "an unknown consumer": ({"consumer_key": "x" * 24}, {}, "signature_invalid"),
    "a consumer that is a character short": ({"consumer_key": "abcdefghij12"}, {}, "signature_invalid"),
    "a consumer of NUL": ({"consumer_key": "\x00"}, {}, "signature_invalid"),
    "another method": ({"method": "DELETE"}, {}, "signature_invalid"),
    "a time too long ago": ({"ago": 302}, {}, "timestamp_refused"),
    "a time too far ahead": ({"ago": -302}, {}, "timestamp_refused"),
    "a time that is none": ({"oauth_timestamp": "yesterday!"}, {}, "parameter_rejected"),
    "no time": ({"oauth_timestamp": None}, {}, "parameter_rejected"),
    "no nonce": ({"oauth_nonce": None}, {}, "parameter_rejected"),
    "a nonce too long": ({"oauth_nonce": "n" * 256}, {}, "parameter_rejected"),
    "no method of signing": ({"oauth_signature_method": None}, {}, "parameter_rejected"),
    "a method of signing that is not ours": (
        {"oauth_signature_method": "RSA-SHA1"},
        {},
        "parameter_rejected",
    ),
    "a secret in the open": ({"oauth_signature_method": "PLAINTEXT"}, {}, "parameter_rejected"),
    "another version": ({"oauth_version": "2.0"}, {}, "parameter_rejected"),
}


@pytest.mark.any_database
@each("case", TAMPERINGS)
def test_refuses_what_was_tampered_with(client: Client, values: Derived, case: str):
    signs, sends, problem = TAMPERINGS[case]
    signs = dict(signs)
    if "ago" in signs:
        signs["oauth_timestamp"] = int(time.time()) - signs.pop("ago")
    method = signs.pop("method", "POST")
    theirs = replace(values, **{name: signs.pop(name) for name in [*signs] if hasattr(values, name)})
    signed = signed_header(theirs, method, URL, BODY, **signs)
    assert refused(post(client, Authorization=signed, **sends)) == problem
    assert not OAuthNonce.objects.exists()


@pytest.mark.any_database
@each(
    ("url", "given"),
    [
        (URL, "OAuth oauth_"),
        (URL, 'OAuth oauth_token="a'),
        (URL, "OAuth oauth_token,,=,"),
        (f"{URL}?oauth_token=x", None),
        (f"{URL}?oauth_token=x&oauth_token=y&oauth_signature=%ff", None),
        (f"{URL}?oauth_token=x", "header"),
    ],
)
def test_refuses_what_is_no_signature(client: Client, values: Derived, url: str, given: str | None):
    signed = signed_header(values, "POST", url, BODY) if given == "header" else given
    answer = post(client, url, **({"Authorization": signed} if signed else {}))
    assert answer.status_code == (400 if "%ff" in url else 403)


def test_takes_a_secret_in_the_open_only_where_nobody_listens(client: Client, values: Derived):
    plain = {
        "oauth_signature_method": "PLAINTEXT",
        "oauth_signature": f"{values.consumer_secret}&{values.token_secret}",
    }
    sent = {"Authorization": header(parameters(values, **plain))}
    assert client.post(PATH, headers=sent, secure=True).status_code == 200
    sent = {"Authorization": header(parameters(values, **plain))}
    assert refused(client.post(PATH, headers=sent)) == "parameter_rejected"


def test_takes_no_request_twice_and_forgets_none_that_could_come_again(client: Client, values: Derived):
    signed = signed_header(values, "POST", URL, BODY)
    assert post(client, Authorization=signed).status_code == 200
    assert refused(post(client, Authorization=signed)) == "nonce_used"
    OAuthNonce.objects.create(key=ApiKey.objects.get(), timestamp=int(time.time()) - 700, digest="d")
    assert nonces_retain() == 1
    assert refused(post(client, Authorization=signed)) == "nonce_used"
    # The same nonce at another time, or without the token, is another request.
    nonce = dict(parse_qsl(signed.replace('"', "").replace(", ", "&")))["oauth_nonce"]
    later = {"oauth_nonce": nonce, "oauth_timestamp": int(time.time()) + 2}
    assert post(client, Authorization=signed_header(values, "POST", URL, BODY, **later)).status_code == 200


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_refuses_the_signature_of_a_key_that_ended(
    client: Client, values: Derived, full_key: IssuedKey, end: str, expire: Callable[..., None]
):
    if end == "revoked":
        key_revoke(key=full_key.key, by=Actor.system())
    else:
        expire(full_key.key, full_key.key.created_at)
    assert refused(post(client, Authorization=signed_header(values, "POST", URL, BODY))) == "token_revoked"


def test_ends_the_credentials_with_a_rotation(client: Client, values: Derived, full_key: IssuedKey):
    rotated = key_rotate(key=full_key.key, by=Actor.system())
    assert (
        refused(post(client, Authorization=signed_header(values, "POST", URL, BODY))) == "signature_invalid"
    )
    anew = credentials_of(rotated.key)
    assert post(client, Authorization=signed_header(anew, "POST", URL, BODY)).status_code == 200


def test_keeps_the_credentials_while_the_secret_of_the_server_changes(
    client: Client, values: Derived, full_key: IssuedKey, settings: Settings
):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-of-the-server-that-is-long-enough"
    for known in (values, credentials_of(full_key.key)):
        assert post(client, Authorization=signed_header(known, "POST", URL, BODY)).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert (
        refused(post(client, Authorization=signed_header(values, "POST", URL, BODY))) == "signature_invalid"
    )
