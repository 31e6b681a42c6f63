"""A Statuspage, asked one document after the other: paced, patient, and never led elsewhere."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from ops.importers.answers import SourceRefused, json_of, leads_elsewhere
from ops.importers.systems import Tell, printable
from statuspage.egress import EgressError, GuardedResponse, InvalidTarget, TargetBlocked, guarded_session

SECONDS = 60.0
USER_AGENT = "Candor (import)"
MAX_BODY = 32 * 1024 * 1024
PER_MINUTE = 60
"""As many requests a minute as the management API allows a key."""
PATIENCE = 5
"""How often a request that comes too early is sent again."""
USUAL_WAIT = 10
LONGEST_WAIT = 120
MOST_PAGES = 1_000
_TOO_EARLY = (420, 429)
_REFUSALS = {
    401: "it does not accept the key.",
    403: "the key may not read this.",
}


class Missing(SourceRefused):
    """There is nothing at this address."""


class Source:
    """A server with the documents of a Statuspage; a key goes to it alone, also when it leads elsewhere."""

    def __init__(self, url: str, *, key: str = "", tell: Tell) -> None:
        self.base = url.rstrip("/")
        self._key = key
        self._tell = tell
        self._session = guarded_session("operator")
        self._sent: deque[float] = deque(maxlen=PER_MINUTE)

    def read(self, path: str, **query: Any) -> Any:
        """The JSON of a document; raises Missing for a 404 and SourceRefused for whatever else it is not."""
        address = f"{self.base}{path}{'?' + urlencode(query) if query else ''}"
        for _try in range(PATIENCE):
            answer = self._asked(address)
            if answer.status not in _TOO_EARLY:
                return _document(answer)
            seconds = _seconds_to_wait(answer)
            self._tell(f"The source has had many requests; going on in {seconds} seconds.")
            time.sleep(seconds)
        raise SourceRefused(f"{printable(address)}: it has had too many requests. Try again later.")

    def read_all(self, path: str, *, first: int = 1, size: str = "per_page", **query: Any) -> Iterator[Any]:
        """The items of a list that comes in pages of a hundred."""
        last: Any = None
        for number in range(first, first + MOST_PAGES):
            items = self.read(path, page=number, **{size: 100}, **query)
            if not isinstance(items, list):
                raise SourceRefused(f"{printable(self.base + path)}: the answer is no list.")
            # Whoever knows no pages gives the same for ever.
            if not items or items == last:
                return
            yield from items
            if len(items) < 100:
                return
            last = items
        raise SourceRefused(f"{printable(self.base + path)}: the list has more than {MOST_PAGES} pages.")

    def _asked(self, address: str) -> GuardedResponse:
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        if self._key:
            headers["Authorization"] = f"OAuth {self._key}"
            self._pace()
        try:
            return self._session.fetch(
                "GET",
                address,
                timeout=SECONDS,
                headers=headers,
                follow_redirects=False,
                max_body=MAX_BODY,
            )
        except TargetBlocked as error:
            raise SourceRefused(
                f"{error} What lies in your own network is reached with CANDOR_EGRESS_ALLOW=private."
            ) from None
        except InvalidTarget as error:
            raise SourceRefused(f"--url: {error}") from None
        except EgressError as error:
            raise SourceRefused(f"{printable(self.base)}: {error}") from None

    def _pace(self) -> None:
        if len(self._sent) == PER_MINUTE:
            early = self._sent[0] + 60 - time.monotonic()
            if early > 0:
                time.sleep(early)
        self._sent.append(time.monotonic())


def _document(answer: GuardedResponse) -> Any:
    where = printable(answer.url)
    refused = leads_elsewhere(answer)
    if refused is not None:
        raise refused
    if answer.status == 404:
        raise Missing(f"{where}: there is nothing (404). Is it the right address?")
    if answer.status != 200:
        raise SourceRefused(
            f"{where}: {_REFUSALS.get(answer.status, f'it answers {answer.status}. Try again later.')}"
        )
    if answer.truncated:
        raise SourceRefused(f"{where}: the answer is longer than {MAX_BODY // 1024 // 1024} MiB.")
    return json_of(answer)


def _seconds_to_wait(answer: GuardedResponse) -> int:
    told = answer.headers.get("Retry-After", "")
    if not (told.isascii() and told.isdigit()):
        return USUAL_WAIT
    return min(max(1, int(told[:6])), LONGEST_WAIT)
