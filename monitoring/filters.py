"""What a signal counts as, by the rules of its heartbeat."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from monitoring.models import Check
from monitoring.signals import Signal
from monitoring.vocabulary import CheckState, PingKind

MAIL = "email"


def signal_kind(check: Check, signal: Signal) -> PingKind:
    """The kind under which a signal is taken (section 11 of the Healthchecks contract).

    Words that are looked for decide over what the address said. A paused heartbeat that wants to be resumed
    by hand ignores everything, and one for POST alone ignores other requests.
    """
    if check.state == CheckState.PAUSED and check.manual_resume:
        return PingKind.IGNORED
    if signal.scheme == MAIL:
        if check.filter_subject or check.filter_body:
            searched = ((check.filter_subject, signal.subject), (check.filter_body, signal.text))
            return _by_words(check, [text for wanted, text in searched if wanted])
    else:
        if check.methods and signal.method != check.methods:
            return PingKind.IGNORED
        if check.filter_http_body:
            return _by_words(check, [signal.body.decode(errors="replace")])
    if signal.kind == PingKind.SUCCESS and signal.exit_status:
        return PingKind.FAIL
    return signal.kind


def _by_words(check: Check, texts: list[str]) -> PingKind:
    searched = [_bytes(text) for text in texts]
    for given, kind in (
        (check.failure_kw, PingKind.FAIL),
        (check.success_kw, PingKind.SUCCESS),
        (check.start_kw, PingKind.START),
    ):
        words = _any_of(given)
        if words is not None and any(words.search(data) for data in searched):
            return kind
    return PingKind.FAIL if check.filter_default_fail else PingKind.IGNORED


@lru_cache(maxsize=1000)
def _any_of(given: str) -> Any:
    """What finds any of the words in one pass, however many they are: a ping is judged while it is locked."""
    words = [word for part in given.split(",") if (word := part.strip())]
    if not words:
        return None
    options = re2.Options()
    # Bytes as they are.
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    return re2.compile(b"|".join(re2.escape(_bytes(word)) for word in words), options=options)


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
