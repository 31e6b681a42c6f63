"""What a signal counts as, by the rules of its heartbeat."""

from __future__ import annotations

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
    for given, kind in (
        (check.failure_kw, PingKind.FAIL),
        (check.success_kw, PingKind.SUCCESS),
        (check.start_kw, PingKind.START),
    ):
        words = [word for part in given.split(",") if (word := part.strip())]
        if any(word in text for word in words for text in texts):
            return kind
    return PingKind.FAIL if check.filter_default_fail else PingKind.IGNORED
