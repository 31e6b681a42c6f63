"""How often somebody may be wrong about a secret: the more often they were, the longer they wait.

A try is counted before it is judged, in one atomic step, so that any number of simultaneous tries lets
exactly as many through as the limit says; a good one is taken back. Nobody is shut out for ever: windows
end, and tries that were refused count in none.
"""

import time
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from apikeys.limits import network_of


class Window(NamedTuple):
    """So many wrong tries in so many seconds."""

    tries: int
    seconds: int


CALLER = (Window(10, 300), Window(20, 3_600), Window(40, 86_400))
"""For one network address."""
EVERYBODY = (Window(300, 600),)
"""For all callers together: whoever tries from many addresses at once."""


class Attempt:
    """One try at the secret that `subject` names, such as `page:<uid>`, from a network address."""

    def __init__(self, subject: str, address: str) -> None:
        self._windows = [(f"{subject}:{network_of(address)}", window) for window in CALLER]
        self._windows += [(subject, window) for window in EVERYBODY]
        self._counted: list[str] = []

    def begin(self) -> int:
        """Count the try: 0 where it may be judged, else the seconds to wait, and then it is not counted."""
        if not getattr(settings, "RATELIMIT_ENABLE", True):
            return 0
        now = time.time()
        wait = 0
        for name, window in self._windows:
            number = int(now // window.seconds)
            key = f"attempts:{name}:{window.seconds}:{number}"
            if self._raise(key, window) > window.tries:
                wait = max(wait, int((number + 1) * window.seconds - now) + 1)
        if wait:
            self.forgive()
        return wait

    def forgive(self) -> None:
        """Take the try back: it was good."""
        while self._counted:
            key = self._counted.pop()
            try:
                _counters().incr(key, -1)
            except ValueError:
                continue  # its window has ended

    def _raise(self, key: str, window: Window) -> int:
        counters = _counters()
        # Twice as long as the window, so that it never ends between the two steps.
        counters.add(key, 0, window.seconds * 2)
        self._counted.append(key)
        return int(counters.incr(key))


def _counters() -> BaseCache:
    return caches[settings.RATELIMIT_USE_CACHE]
