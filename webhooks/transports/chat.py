"""What chat services with incoming webhooks have in common: the address is the secret, the body is shared."""

import json
import re
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.languages import spoken
from statuspage.status import Status
from statuspage.validation import cut_text
from webhooks.messages import Message
from webhooks.messages.markup import Dialect, html_in
from webhooks.models import Delivery, Subscription
from webhooks.transports.base import Frozen, Outgoing, Settings, Transport
from webhooks.transports.endpoint import url_clean
from webhooks.transports.fields import fields_clean
from webhooks.transports.json_answers import USER_AGENT
from webhooks.vocabulary import Audience

JSON = "application/json"
COLORS: dict[str, int] = {
    Status.OPERATIONAL.value: 0x1F9D61,
    Status.UNDER_MAINTENANCE.value: 0x3F73D8,
    Status.DEGRADED_PERFORMANCE.value: 0xD29A07,
    Status.PARTIAL_OUTAGE.value: 0xE0701A,
    Status.MAJOR_OUTAGE.value: 0xCF2F3A,
    Status.UNAVAILABLE.value: 0xCF2F3A,
}
"""The colours of the status page, for services that show one beside a message."""
NO_COLOR = 0x858D96

# The most that one character becomes when a dialect takes its meaning away.
_GROWTH = 6


class ChatTransport(Transport):
    """A service that takes JSON at an address of its own.

    Visitors reach the service's own hosts only. The team may also name a server of its own that speaks the
    same language, as Mattermost does with Slack's; it is judged like every target of theirs.
    """

    audiences = frozenset({Audience.VISITOR, Audience.CHANNEL})
    hosts: ClassVar[Mapping[str, re.Pattern[str]]] = {}
    """The service's own hosts, and which whole paths take messages there. A host that begins with a dot
    stands for every name below it."""
    example: ClassVar[str] = ""

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        if address is None and held is not None:
            address = held.address
        fields_clean((), {**(config or {}), **(secrets or {})}, {})
        url = url_clean(address, audience="operator")
        if self.is_own_host(url):
            self._judge_own(url)
        return Settings(address=self.normal(url))

    def clean_for_visitor(self, address: Any, *, pointer: str = "/address") -> str:
        """The address that a visitor gives: https, and one of the service's own hosts."""
        url = url_clean(address, audience="visitor", pointer=pointer)
        if not self.is_own_host(url):
            raise self._foreign(pointer)
        self._judge_own(url, pointer)
        return self.normal(url)

    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        with translation.override(spoken(message.language)):
            payload = self.payload(message)
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        return Frozen(body=body.encode("utf-8", "replace"))

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        visitor = delivery.subscription.audience == Audience.VISITOR
        return Outgoing(
            method="POST",
            url=self.target(delivery.subscription.address),
            headers={"Content-Type": JSON, "User-Agent": USER_AGENT},
            body=bytes(delivery.letter.body),
            audience="visitor" if visitor else "operator",
        )

    @abstractmethod
    def payload(self, message: Message) -> dict[str, Any]:
        """The message as the service takes it."""

    def normal(self, url: str) -> str:
        """The address as it is stored."""
        return url

    def target(self, url: str) -> str:
        """Where a message is posted to."""
        return url

    def is_own_host(self, url: str) -> bool:
        """Whether a URL leads to the service itself."""
        return self._paths(url) is not None

    def _paths(self, url: str) -> re.Pattern[str] | None:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
        for own, paths in self.hosts.items():
            if host.endswith(own) if own.startswith(".") else host == own:
                return paths
        return None

    def _judge_own(self, url: str, pointer: str = "/address") -> None:
        parts, paths = urlsplit(url), self._paths(url)
        # Whoever opens the URL may follow dots upwards, out of the path that is judged here.
        climbs = any(unquote(step) in (".", "..") for step in parts.path.split("/"))
        taken = paths is not None and paths.fullmatch(parts.path) is not None and not climbs
        if parts.scheme != "https" or parts.port not in (None, 443) or not taken:
            raise self._foreign(pointer)

    def _foreign(self, pointer: str) -> Invalid:
        return Invalid.at(
            pointer,
            "invalid_url",
            _("This must be an address of the service, such as %(example)s.") % {"example": self.example},
        )


def in_dialect(dialect: Dialect, *, html: str, text: str, limit: int) -> str:
    """A text with its markup where that fits into `limit` characters, else as many whole lines as do."""
    written = html_in(html, dialect) if html else dialect.text(text)
    if len(written) <= limit:
        return written
    kept: list[str] = []
    room = limit - 2
    for line in written.split("\n"):
        if len(line) + 1 > room:
            break
        kept.append(line)
        room -= len(line) + 1
    whole = "\n".join(kept).rstrip()
    return f"{whole}\n…" if whole else dialect.text(cut_text(text, limit // _GROWTH))
