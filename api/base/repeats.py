"""`Idempotency-Key`: the same request sent twice acts once and is answered alike."""

import hashlib
import json
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import bad_header
from apikeys import idempotency
from apikeys.idempotency import Answer
from apikeys.models import ApiKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("Location", "ETag")


class Undone(Exception):
    """Leaves the transaction of a request whose handler returned a refusal instead of raising it."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def token_of(request: Request) -> str | None:
    """The token of a POST, None without one. Raises a fault for one that cannot be kept."""
    token: str | None = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if token is None or request.method != "POST":
        return None
    if not 1 <= len(token) <= idempotency.TOKEN_LENGTH or not (token.isascii() and token.isprintable()):
        raise bad_header(
            HEADER,
            "invalid_idempotency_key",
            _("An Idempotency-Key has 1 to %(limit)d visible ASCII characters.")
            % {"limit": idempotency.TOKEN_LENGTH},
        )
    return token


def act_once(
    request: Request,
    key: ApiKey,
    token: str,
    act: Callable[[], Response],
    *,
    secret_fields: Collection[str],
    keepable: Callable[[Any], Any],
    now: Any,
) -> Response:
    """The answer of `act`, or the one that it gave before. Runs inside the transaction of the act.

    What is kept is what `keepable` leaves of it, without the `secret_fields`.

    Refusals are not kept: raised ones end the transaction themselves, returned ones by `Undone`.
    """
    claim = idempotency.token_claim(
        holder=key,
        method=request.method or "",
        path=request.path,
        token=token,
        fingerprint=_fingerprint(request),
        now=now,
    )
    if claim.answer is not None:
        headers = {**claim.answer.headers, REPLAYED: "true"}
        return Response(claim.answer.body, status=claim.answer.status, headers=headers)
    response = act()
    if response.status_code >= 400:
        raise Undone(response)
    body = None if response.data is None else json.loads(JSONRenderer().render(response.data))
    kept_body = _without_secrets(keepable(body), secret_fields)
    kept_headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    idempotency.answer_keep(claim=claim, answer=Answer(response.status_code, kept_body, kept_headers))
    return response


def _fingerprint(request: Request) -> str:
    full = "\n".join((request.method or "", request.get_full_path(), request.content_type or "")).encode()
    return hashlib.sha256(full + b"\n" + request._request.body).hexdigest()


def _without_secrets(body: Any, secret_fields: Collection[str]) -> Any:
    if not isinstance(body, dict):
        return body
    told = [name for name in secret_fields if body.get(name) is not None]
    if not told:
        return body
    # Kept in English: what is stored is answered to whoever repeats the request, whatever their language.
    return {
        **body,
        **dict.fromkeys(told),
        "note": "This is the answer to a repeated request. The secret was given once and is not repeated.",
    }
