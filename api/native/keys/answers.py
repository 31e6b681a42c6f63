"""What API keys look like from the outside."""

from typing import Any, NotRequired, TypedDict

from api.native.values import Stamp, Uid, stamp, stamp_or_none
from apikeys.models import ApiKey


class KeyAnswer(TypedDict):
    """A key; the secret itself is never kept and only in the answer that made it."""

    id: Uid
    name: str
    prefix: str
    scopes: list[str]
    all_pages: bool
    pages: list[Uid]
    default_page: Uid | None
    expires_at: Stamp | None
    limit_per_minute: int | None
    last_used_at: Stamp | None
    revoked_at: Stamp | None
    created_at: Stamp


class IssuedKeyAnswer(KeyAnswer):
    """A key with its secret, `key`: shown this once."""

    key: NotRequired[str]


def key_answer(key: ApiKey) -> KeyAnswer:
    """Reads `pages` and `default_page`, which lists prefetch."""
    return {
        "id": Uid(key.uid),
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "all_pages": key.all_pages,
        "pages": [Uid(page.uid) for page in key.pages.all() if page.deleted_at is None],
        "default_page": None if key.default_page is None else Uid(key.default_page.uid),
        "expires_at": stamp_or_none(key.expires_at),
        "limit_per_minute": key.limit_per_minute,
        "last_used_at": stamp_or_none(key.last_used_at),
        "revoked_at": stamp_or_none(key.revoked_at),
        "created_at": stamp(key.created_at),
    }


def issued_key_answer(key: ApiKey, secret: str) -> IssuedKeyAnswer:
    return {**key_answer(key), "key": secret}


EXAMPLE: dict[str, Any] = {
    "id": "k9s1f6u3o8ez",
    "name": "deploy bot",
    "prefix": "cdr_k3vT9a",
    "scopes": ["incidents:write", "components:write"],
    "all_pages": False,
    "pages": ["p1w9xk2mzt4e"],
    "default_page": None,
    "expires_at": None,
    "limit_per_minute": None,
    "last_used_at": "2026-11-21T10:02:00Z",
    "revoked_at": None,
    "created_at": "2026-11-01T09:00:00Z",
}

ISSUED_EXAMPLE: dict[str, Any] = {
    **EXAMPLE,
    "last_used_at": None,
    "key": "cdr_k3vT9aXXXXXXXXXXXXXXXXXXXXXX",
}
