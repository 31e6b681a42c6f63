"""Saying that something is done, with a way back where that is safe: the form that sets it as it was."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from web.dashboard import stale


@dataclass(frozen=True, slots=True)
class Undo:
    """The address that sets something as it was, and the fields that say so."""

    url: str
    fields: list[tuple[str, str]]


def done_with_undo(
    request: HttpRequest,
    told: str,
    *,
    url: str,
    fields: Iterable[tuple[str, str]],
    now: Mapping[str, object] | None = None,
) -> None:
    """Say what is done, beside a button that posts `fields` to `url`.

    `now` is what holds after the act, as the view at `url` compares it (`web.dashboard.stale`): the way back
    is held back when somebody else has acted in between.
    """
    sent = [*fields, *([(stale.FIELD, stale.written(now))] if now is not None else [])]
    messages.success(request, told, extra_tags=json.dumps({"url": url, "fields": sent}))


def undo_of(message: Message) -> Undo | None:
    """The way back that a message carries. Messages are kept where nobody else can write."""
    try:
        found = json.loads(message.extra_tags or "")
    except ValueError:
        return None
    return Undo(found["url"], [(name, value) for name, value in found["fields"]])
