"""Asks the database how the pages stand, once a second and never on a visitor's thread."""

import logging
import threading
import time
from collections.abc import Callable, Collection

from statuspage.publishing import Standing

log = logging.getLogger(__name__)

EVERY = 1.0
PATIENCE = 0.4
GIVE_UP = 10.0
FORGIVE = 5.0
THREADS = 3
# Seconds. After so long in which nobody asked, nothing from before counts until the database confirms it.
UNATTENDED = 600.0


class Watch:
    """Holds the last `Standing`. Asking happens on a thread of its own: while somebody looks, and always once
    `keep` was called, so that what is remembered is never as old as the last visitor.

    A question that hangs makes the watch `troubled` after `PATIENCE` seconds: from then on nobody waits.
    After `GIVE_UP` seconds another thread asks anew, since a connection whose peer vanished may never return.
    """

    def __init__(self, ask: Callable[[], Standing], every: float = EVERY) -> None:
        self._ask = ask
        self._every = every
        self._standing: Standing | None = None
        self._standing_at = float("-inf")
        self._asked_at = float("-inf")
        self._asking = False
        self._failed = False
        self._generation = 0
        self._running = 0
        self._attended_at = float("-inf")
        self._unconfirmed = True
        self._heard: Callable[[Standing | None], None] = _nobody
        self._ended = threading.Event()
        self._changed = threading.Condition()
        self._wanted = threading.Condition()

    @property
    def blind(self) -> bool:
        """Whether what was kept before must not be shown.

        So when nobody asked for so long that a page may have been closed unnoticed, until there is an answer.
        """
        return self._unconfirmed

    def tell(self, heard: Callable[[Standing | None], None], *, attended_at: float) -> None:
        """Call `heard` on the asking thread after each answer (None: a failure).

        `attended_at` tells when somebody last asked for what is kept, in seconds since the epoch.
        """
        self._heard = heard
        self._attended_at = attended_at
        self._unconfirmed = time.time() - attended_at > UNATTENDED

    def keep(self) -> None:
        """Go on asking from now on, whether somebody looks or not, until `end`."""
        threading.Thread(target=self._keep, name="edge-watch", daemon=True).start()

    def end(self) -> None:
        """Stop what `keep` began."""
        self._ended.set()

    @property
    def troubled(self) -> bool:
        """Whether the database refuses, or has not answered for longer than anybody should wait."""
        return self._failed or (self._asking and time.monotonic() - self._asked_at > PATIENCE)

    @property
    def hung(self) -> bool:
        """Whether a question is without answer for longer than anybody should wait."""
        return self._asking and time.monotonic() - self._asked_at > PATIENCE

    def look(self) -> Standing | None:
        """The last known standing, at most about two seconds old while the database answers.

        Waits for an answer only when nobody has looked for a while, and then at most `PATIENCE` seconds.
        """
        now = time.monotonic()
        if now - self._asked_at >= self._every:
            self._begin(now)
        if now - self._standing_at > 2 * self._every and not self.troubled:
            with self._changed:
                self._changed.wait_for(lambda: not self._asking, PATIENCE)
        return self._standing

    def forget(self, page_uids: Collection[str]) -> None:
        """Take it that these pages are not open, until the next answer."""
        with self._wanted:
            if self._standing is not None:
                open_ones = {uid: at for uid, at in self._standing.revisions.items() if uid not in page_uids}
                self._standing = Standing(open_ones, self._standing.domains)

    def _keep(self) -> None:
        while not self._ended.wait(self._every):
            self._begin(time.monotonic())

    def _begin(self, now: float) -> None:
        with self._wanted:
            if now - self._asked_at < self._every:
                return
            at = time.time()  # also moves while the machine sleeps
            if at - self._attended_at > UNATTENDED:
                self._standing, self._unconfirmed = None, True
            self._attended_at = at
            if self._asking and (now - self._asked_at < GIVE_UP or self._running >= THREADS):
                return
            if now - self._asked_at > FORGIVE:
                self._failed = False  # nobody has asked for a while: the last failure says little about now
            fresh = self._asking or not self._running
            self._asking = True
            self._asked_at = now
            if fresh:
                self._generation += 1
                self._running += 1
                name = f"edge-watch-{self._generation}"
                threading.Thread(target=self._run, args=(self._generation,), name=name, daemon=True).start()
            else:
                self._wanted.notify()

    def _run(self, generation: int) -> None:
        while True:
            began = time.monotonic()
            try:
                standing: Standing | None = self._ask()
            except Exception as problem:  # noqa: BLE001 (whatever it is: last bytes, and ask again)
                standing = None
                if not self._failed:
                    log.warning(
                        "The edge cannot ask for page revisions (%s); it serves its last bytes.", problem
                    )
            with self._wanted:
                if generation != self._generation:
                    self._running -= 1
                    return
                if standing is not None:
                    self._standing, self._standing_at = standing, began
                    self._unconfirmed = False
                self._failed = standing is None
                self._asking = False
                with self._changed:
                    self._changed.notify_all()
            self._tell(standing)
            with self._wanted:
                self._wanted.wait_for(lambda: self._asking or generation != self._generation)
                if generation != self._generation:
                    self._running -= 1
                    return

    def _tell(self, standing: Standing | None) -> None:
        try:
            self._heard(standing)
        except Exception:
            log.exception("What the edge heard of the pages' revisions could not be heeded.")


def _nobody(standing: Standing | None) -> None:
    """Nobody wants to hear."""
