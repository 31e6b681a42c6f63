"""Takes a page's bytes away once it is committed that not everybody may read it any more.

The web processes notice within a second or two whatever closed it; this is for what cannot wait so long, or
happens while no web process runs that could notice.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings

from config.edge.folders import remove_pages
from statuspage.journal import event_committed
from statuspage.standing import pages_closed

Forget = Callable[[Collection[str]], None]

_CLOSING = frozenset(["page.updated", "page.deleted"])


def on_closing(forget: Forget) -> None:
    """From now on, tell `forget` the uids of pages that this process closes."""

    def heed(*, page_ids: list[int], kinds: Collection[str], **_sent: Any) -> None:
        if not _CLOSING.isdisjoint(kinds):
            closed = pages_closed(page_ids)
            if closed:
                forget(closed)

    event_committed.connect(heed, weak=False)


def forget_on_disk(page_uids: Collection[str]) -> None:
    """Remove what the web processes of this data directory kept on disk."""
    remove_pages(settings.CANDOR_DATA / "published", lambda uid: uid in page_uids)
