"""What plugins of the Apprise library are given in place of `requests`.

By itself the library heeds the environment's proxies, follows redirects, may skip the check of certificates,
and has a timeout for each socket operation only. Here every request goes through the guarded session, to the
hosts of the plugin's own service, by HTTPS, within one deadline for the whole try; the answer is kept.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from requests.structures import CaseInsensitiveDict

from statuspage.egress import EgressError, GuardedResponse, guarded_session
from webhooks.transports.base import ANSWER_BYTES, Answer

LONGEST_ANSWER = 256 * 1024

ROUTES: dict[str, str] = {}
"""Where a host's requests go instead; empty, except in tests that stand in for a service."""

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_HIDDEN = frozenset({"Session", "session", "sessions", "api"})


@dataclass(slots=True, kw_only=True)
class Call:
    """One try: where it may go, until when, and the answer or error that came last."""

    hosts: frozenset[str]
    ends: float
    answer: Answer = field(default_factory=Answer)


_call: ContextVar[Call | None] = ContextVar("apprise_call", default=None)


@contextmanager
def calling(hosts: frozenset[str], *, seconds: float) -> Iterator[Call]:
    """Let plugins that run inside the block, in this thread, reach these hosts."""
    call = Call(hosts=hosts, ends=time.monotonic() + seconds)
    token = _call.set(call)
    try:
        yield call
    finally:
        _call.reset(token)


class Requests:
    """Looks like the module `requests` to a plugin."""

    def __getattr__(self, name: str) -> Any:
        if name in _VERBS:
            return lambda url, data=None, **options: self.request(name, url, data=data, **options)
        if name in _HIDDEN:
            raise AttributeError(name)
        return getattr(requests, name)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        headers: Any = None,
        auth: Any = None,
        verify: Any = True,
        **_options: Any,
    ) -> requests.Response:
        """One request. Timeout, redirects and proxies are not the caller's to choose."""
        call = _call.get()
        if call is None or verify is not True:
            raise requests.ConnectionError("not allowed")
        made = requests.Request(
            method.upper(), url, params=params, data=data, json=json, headers=headers, auth=auth
        ).prepare()
        return _response(_fetched(call, made), made.url or url)


def _fetched(call: Call, made: requests.PreparedRequest) -> GuardedResponse:
    parts = urlsplit(made.url or "")
    host = (parts.hostname or "").lower()
    left = call.ends - time.monotonic()
    if parts.scheme != "https" or parts.port not in (None, 443) or host not in call.hosts:
        call.answer = Answer(error=_("This address is not allowed as a target."), code="target_blocked")
        raise requests.ConnectionError("not allowed")
    if left <= 0:
        call.answer = Answer(error=_("The service did not answer in time."), code="timeout")
        raise requests.Timeout("no time left")
    body = made.body.encode() if isinstance(made.body, str) else made.body
    address = parts._replace(scheme="", netloc="").geturl()
    base = ROUTES.get(host, f"https://{host}")
    session = guarded_session("operator")
    try:
        answer = session.fetch(
            made.method or "GET",
            base + (address if address.startswith("/") else f"/{address}"),
            timeout=left,
            headers={name: value for name, value in made.headers.items() if name != "Content-Length"},
            body=body,
            follow_redirects=False,
            max_body=LONGEST_ANSWER,
        )
    except EgressError as error:
        call.answer = Answer(error=str(error.detail), code=error.code)
        raise requests.ConnectionError(error.code) from None
    finally:
        session.close()
    call.answer = Answer(
        status=answer.status,
        headers={name.lower(): value for name, value in answer.headers.items()},
        body=answer.body[:ANSWER_BYTES],
    )
    return answer


def _response(answer: GuardedResponse, url: str) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response.url = url
    response.encoding = "utf-8"
    response._content = answer.body
    return response
