"""What every way of reaching somebody has in common."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from statuspage.egress import Audience as EgressAudience
from webhooks.messages import Message
from webhooks.messages.alerts import Change
from webhooks.models import Delivery, Subscription
from webhooks.vocabulary import Audience, Lane

ANSWER_BYTES = 1024
LONGEST_WAIT = 86_400.0


class Verdict(StrEnum):
    """What became of a try."""

    DELIVERED = "delivered"
    RETRY = "retry"
    GONE = "gone"  # the endpoint says that it is no more (410): nothing is sent there again
    BOUNCED = "bounced"  # the address does not exist: it is quarantined
    REFUSED = "refused"  # our own refusal (a blocked address, bad settings): tried again like a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The cleaned settings of a subscription. `secrets` are stored sealed and shown masked."""

    address: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What goes into a letter: bytes to send, or a message that a mail is composed of."""

    content_type: str = "application/json"
    body: bytes = b""
    message: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An HTTP request, ready to be sent. Redirects are never followed."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    audience: EgressAudience


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back over HTTP: the status and headers (names in lower case) with the first KiB, or an error.

    `error` is a sentence for people, `code` its stable word (`timeout`, `connect_failed`, `tls_error`,
    `target_blocked`, `resolve_failed`, ...); both are empty when there was an answer.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str = ""
    code: str = ""
    duration_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a try. `retry_after` in seconds, as the endpoint asked for it; `answer` is text."""

    verdict: Verdict
    status: int | None = None
    error: str = ""
    answer: str = ""
    retry_after: float | None = None
    duration_ms: int = 0


class Transport(ABC):
    """One kind of subscription. Instances hold no state; `kind` is the word stored in `Subscription.kind`.

    `lane` says how it travels: on the wire a transport makes a request and judges the answer, in the other
    lanes it sends by itself.
    """

    kind: ClassVar[str]
    label: ClassVar[Any]
    lane: ClassVar[Lane] = Lane.WIRE
    audiences: ClassVar[frozenset[Audience]] = frozenset({Audience.CHANNEL})
    shared: ClassVar[bool] = True
    """Whether one letter serves all subscriptions of this kind that are told the same in one language."""
    pages_people: ClassVar[bool] = False
    """A pager keeps problems open until they are resolved under the name that they were opened with."""
    tells_each: ClassVar[bool] = False
    """Whether programs read it: told only that checks are down or up, each change by itself and at once."""

    @abstractmethod
    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        """The settings that a person gave, judged; `held` are those of now, for what a change leaves out.

        Raises `Invalid` with pointers below `/address` and `/config`.
        """

    @abstractmethod
    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        """The content of a message as this kind of subscription gets it."""

    def freeze_alert(
        self, subscription: Subscription, message: Message, changes: Sequence[Change]
    ) -> Frozen | None:
        """The content of a message about checks that changed; None where there is no word for it."""
        return self.freeze(subscription, message)

    @abstractmethod
    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        """The request of one try. `delivery` comes with its subscription and letter, `secrets` unsealed."""

    def unrepeated(self, delivery: Delivery) -> Collection[str]:
        """What of a delivery must not be kept where an answer repeats it; the settings' secrets never are."""
        return ()

    def send(self, delivery: Delivery, secrets: Mapping[str, Any]) -> Outcome:
        """One whole try, by transports that do not travel on the wire; it ends within half a minute."""
        raise TypeError(f"{self.kind} travels on the wire")

    def judge(self, answer: Answer) -> Outcome:
        """What an answer means: a 2xx is delivered, 410 is gone, everything else is tried again."""
        status = answer.status
        if status is not None and 200 <= status < 300:
            verdict, error = Verdict.DELIVERED, ""
        elif status == 410:
            verdict, error = Verdict.GONE, _("The endpoint says that it is gone (410).")
        elif status is not None and 300 <= status < 400:
            verdict, error = Verdict.RETRY, _("The endpoint redirects, which is not followed.")
        else:
            verdict = Verdict.REFUSED if answer.code == "target_blocked" else Verdict.RETRY
            error = answer.error or _("The endpoint answered %(status)s.") % {"status": status}
        return Outcome(
            verdict=verdict,
            status=status,
            error=str(error),
            answer=answer_text(answer.body),
            retry_after=retry_after_seconds(answer.headers.get("retry-after", "")),
            duration_ms=answer.duration_ms,
        )


def answer_text(body: bytes) -> str:
    """The first KiB of an answer as text that a database can hold."""
    return body[:ANSWER_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd")


def retry_after_seconds(value: str) -> float | None:
    """`Retry-After` as seconds (RFC 9110 section 10.2.3), capped at a day; None where it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), LONGEST_WAIT))
    try:
        wanted = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=UTC)
    return min(max(0.0, (wanted - timezone.now()).total_seconds()), LONGEST_WAIT)
