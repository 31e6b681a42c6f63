"""What counts a page's visitors, where its team asked for that: the script, and what it may reach."""

from collections.abc import Mapping
from dataclasses import dataclass

from statuspage.models import Page
from statuspage.policy import policy
from statuspage.vocabulary import AnalyticsKind

_GOOGLE = "https://www.googletagmanager.com"
_GOOGLE_TAKES = (_GOOGLE, "https://*.google-analytics.com", "https://*.analytics.google.com")


@dataclass(frozen=True, slots=True)
class Analytics:
    """`kind` and `site` as they are set; `host` is an origin, and `takes` those that may be told."""

    kind: str
    site: str
    host: str
    takes: tuple[str, ...]

    @property
    def policy(self) -> str:
        """The policy of pages with it: theirs, opened for its host alone."""
        more: Mapping[str, tuple[str, ...]] = {
            "script-src": (self.host,),
            "img-src": self.takes,
            "connect-src": self.takes,
        }
        return policy(more)


def analytics_of(page: Page) -> Analytics | None:
    """What counts the page's visitors; by default nothing does."""
    told = page.analytics
    if not told:
        return None
    if told["kind"] == AnalyticsKind.GOOGLE:
        return Analytics(told["kind"], told["site"], _GOOGLE, _GOOGLE_TAKES)
    return Analytics(told["kind"], told["site"], told["host"], (told["host"],))
