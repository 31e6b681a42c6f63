"""What a mail server's answer means for a delivery.

The enhanced status code (RFC 3463) decides where there is one, because the three digits alone do not tell an
unknown address from a suspicion of spam:

    5.1.x, but 5.1.7 and 5.1.8   the recipient's address is wrong            bounced
    5.1.7, 5.1.8                 our sender's address is not accepted        tried again
    5.2.0, 5.2.1                 the mailbox is closed                       bounced
    5.2.2 and other 5.2.x        the mailbox is full                         tried again
    5.4.1                        how some services say "no such recipient"   bounced
    5.3.x, 5.4.x, 5.5.x, 5.6.x   the mail system, the way, the protocol      tried again
    5.7.x                        a policy, a suspicion of spam               tried again
    550, 551, 553 to RCPT        without such a code, if no policy is named  bounced
    any other 5xx                a refusal of us, or of the content          tried again
    4xx                          not now                                     tried again

Refusals of our sender, of our password and of the connection never count against a recipient.
"""

import re
import smtplib
from typing import Any

from django.core.mail.message import BadHeaderError
from django.utils.translation import gettext as _

from webhooks.transports.base import Outcome, Verdict, answer_text

_ENHANCED = re.compile(rb"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_POLICY = re.compile(
    rb"spam|block|polic|reputation|blacklist|denylist|rbl|dnsbl|relay|denied|rate|limit|spf|dkim|dmarc",
    re.IGNORECASE,
)
_BAD_MAILBOX_REPLIES = frozenset({550, 551, 553})
_BOUNCES = frozenset({(5, 2, 0), (5, 2, 1), (5, 4, 1)})
_SENDERS = frozenset({(5, 1, 7), (5, 1, 8)})
_SETTINGS_REPLIES = frozenset({530, 534, 535, 538})


def verdict_of(error: Exception) -> Outcome:
    """The outcome of a try that failed with this error of smtplib, of the socket or of composing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _replied(code, said, to_recipient=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _again(
            _("The mail server does not accept our sender address"), error.smtp_code, error.smtp_error
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _again(
            _("The mail server refuses our user name or password"), error.smtp_code, error.smtp_error
        )
    if isinstance(error, smtplib.SMTPDataError):
        return _replied(error.smtp_code, error.smtp_error, to_recipient=False)
    if isinstance(error, smtplib.SMTPResponseException):
        return _again(_("The mail server refuses"), error.smtp_code, error.smtp_error)
    if is_silence(error):
        return _again(_("The mail server did not answer in time"))
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return _again(_("The mail server closed the connection"))
    if isinstance(error, BadHeaderError | ValueError):
        return _again(_("The mail could not be written: %(reason)s") % {"reason": error})
    return _again(_("The mail server could not be reached: %(reason)s") % {"reason": _reason(error)})


def is_silence(error: BaseException) -> bool:
    """Whether the server did not answer in time, which smtplib tells like a lost connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def is_bounce(code: int, said: bytes, *, to_recipient: bool) -> bool:
    """Whether a reply says that there is no such recipient; `to_recipient`: it answered RCPT."""
    if not 500 <= code <= 599 or code in _SETTINGS_REPLIES:
        return False
    found = _ENHANCED.search(said)
    if found is not None and found[1] == b"5":
        enhanced = (5, int(found[2]), int(found[3]))
        if enhanced in _SENDERS:
            return False
        return enhanced[1] == 1 or enhanced in _BOUNCES
    return to_recipient and code in _BAD_MAILBOX_REPLIES and not _POLICY.search(said)


def _replied(code: int, said: bytes | str, *, to_recipient: bool) -> Outcome:
    raw = said.encode() if isinstance(said, str) else said
    if is_bounce(code, raw, to_recipient=to_recipient):
        return Outcome(
            verdict=Verdict.BOUNCED,
            status=code,
            error=_("The mail server says that there is no such address (%(code)s).") % {"code": code},
            answer=answer_text(raw),
        )
    later = _("The mail server does not take it now") if code < 500 else _("The mail server refuses the mail")
    return _again(later, code, raw)


def _again(sentence: Any, code: int | None = None, said: bytes | str = b"") -> Outcome:
    raw = said.encode() if isinstance(said, str) else said
    return Outcome(
        verdict=Verdict.RETRY,
        status=code if code is not None and 0 < code < 1000 else None,
        error=f"{sentence} ({code})." if code else f"{sentence}.",
        answer=answer_text(raw),
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", "") or error or type(error).__name__)
