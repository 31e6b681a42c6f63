"""An OpenID Connect provider on a loopback port, with keys of its own, that can be told to lie."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import caches

from statuspage.oidc import metadata
from tests.receiver import Received, Receiver, Reply, receiver_run

CLIENT_ID, CLIENT_SECRET = "candor at acme", "s3cret:with/signs"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key, made once for all tests."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def public_jwk(name: str) -> dict[str, Any]:
    shown: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key(name).public_key(), as_dict=True)
    return {**shown, "kid": name, "use": "sig", "alg": "RS256"}


@dataclass
class LocalProvider:
    """`person` is who sits before it; `lies` replace claims of the ID token, where None takes one out."""

    receiver: Receiver
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "acme|vera",
            "email": "reader@customer.example",
            "email_verified": True,
        }
    )
    lies: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "first"})
    signs_with: Any = "first"
    algorithm: str = "RS256"
    says_algorithm: str = ""
    keys: list[str] = field(default_factory=lambda: ["first"])
    metadata: dict[str, Any] = field(default_factory=dict)
    tells_email_apart: bool = False
    userinfo: dict[str, Any] = field(default_factory=dict)
    denies: str = ""
    is_away: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return self.receiver.url + "/realms/acme"

    def answer(self, request: Received) -> Reply:
        if self.is_away:
            return Reply(500, {}, b"<h1>away</h1>")
        path, _, query = request.path.partition("?")
        given = dict(parse_qsl(query))
        if path.endswith("/.well-known/openid-configuration"):
            return _json(self._document())
        if path == "/keys":
            return _json({"keys": [public_jwk(name) for name in self.keys]})
        if path == "/authorize":
            head = '<title>Acme Login</title><link rel="icon" href="data:,"><h1>Acme Login</h1>'
            shown = f'{head}<a href="{escape(self.consent(given))}">Agree</a>'
            return Reply(200, {"Content-Type": "text/html"}, shown.encode())
        if path == "/token":
            return self._exchange(request)
        if path == "/userinfo":
            right = request.headers.get("authorization") == "Bearer access"
            return _json({**self.person, **self.userinfo}) if right else Reply(401, {}, b"{}")
        return Reply(404)

    def consent(self, asked: dict[str, str]) -> str:
        """Where the person's browser is sent once they agreed, or did not."""
        if self.denies:
            told = {"error": self.denies, "error_description": "<b>no</b>", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            told = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def _document(self) -> dict[str, Any]:
        at = self.receiver.url
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
            "userinfo_endpoint": f"{at}/userinfo",
        }
        return {name: value for name, value in {**told, **self.metadata}.items() if value is not None}

    def _exchange(self, request: Received) -> Reply:
        form = dict(parse_qsl(request.body.decode()))
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            client, secret = map(unquote_plus, base64.b64decode(pair).decode().split(":"))
        else:
            client, secret = form.get("client_id", ""), form.get("client_secret", "")
        if (client, secret) != (CLIENT_ID, CLIENT_SECRET):
            return _json({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return _json({"error": "invalid_grant"}, 400)
        self.used.append(form["code"])
        return _json({"access_token": "access", "token_type": "Bearer", "id_token": self._token(asked)})

    def _token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        person = {"sub": self.person["sub"]} if self.tells_email_apart else self.person
        true = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**true, **person, **self.lies}.items() if value is not None}
        signer = key(self.signs_with) if isinstance(self.signs_with, str) else self.signs_with
        token = jwt.encode(claims, signer, algorithm=self.algorithm, headers=self.header)
        if not self.says_algorithm:
            return token
        header = json.dumps({"alg": self.says_algorithm, **self.header}).encode()
        return ".".join([base64.urlsafe_b64encode(header).rstrip(b"=").decode(), *token.split(".")[1:]])


@pytest.fixture
def identity_provider(settings: Any) -> Iterator[LocalProvider]:
    """A provider that the operator configured."""
    caches["limits"].clear()
    metadata.forget()
    with receiver_run() as receiver:
        made = LocalProvider(receiver)
        receiver.answer = made.answer
        settings.CANDOR_PUBLIC_URL = "http://testserver"
        settings.CANDOR_OIDC_ISSUER = made.issuer
        settings.CANDOR_OIDC_CLIENT_ID = CLIENT_ID
        settings.CANDOR_OIDC_CLIENT_SECRET = CLIENT_SECRET
        settings.CANDOR_OIDC_NAME = "Acme Login"
        yield made
    caches["limits"].clear()
    metadata.forget()


def asked_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))


def _json(value: dict[str, Any], status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())
