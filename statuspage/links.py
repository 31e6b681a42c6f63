"""All addresses that lead from somewhere else to us."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from django.conf import settings

from statuspage.badge_signing import EVERYTHING, badge_signature
from statuspage.models import Page
from statuspage.widget_keys import widget_key

_FIRST = "_is_first"


class Outward(Protocol):
    """Anything that the outside names by its uid."""

    @property
    def uid(self) -> str: ...


class Slugged(Protocol):
    """Anything that has an address of its own by slug."""

    @property
    def slug(self) -> str: ...


class Pinged(Protocol):
    """A check that can be pinged."""

    @property
    def code(self) -> UUID: ...


class Badged(Protocol):
    """A check that has a badge."""

    @property
    def badge_code(self) -> UUID: ...


def page_url(page: Page) -> str:
    """Where visitors find a page, without a slash at the end.

    Its own verified domain, else our public address: the first page at its root, others below `/pages/`.
    """
    if _has_host(page) or is_first(page):
        return host_url(page)
    return public_url(f"/pages/{page.slug}")


def host_url(page: Page, path: str = "") -> str:
    """A path on the page's own verified domain, else on our public address."""
    if _has_host(page):
        return f"{urlsplit(settings.CANDOR_PUBLIC_URL).scheme}://{page.domain}{path}"
    return public_url(path)


def public_url(path: str = "") -> str:
    """A path on the one public address of the installation."""
    return f"{settings.CANDOR_PUBLIC_URL}{path}"


def picture_url(page: Page, kind: str) -> str:
    """A picture of the page, its `logo` or `favicon`; empty without one. Other bytes, other address."""
    told = page.pictures.get(kind)
    return f"{page_url(page)}/{kind}?v={told['digest']}" if told else ""


def history_url(page: Page, month: datetime | None = None) -> str:
    """All past incidents, or those of one month."""
    query = f"?{urlencode({'month': f'{month:%Y-%m}'})}" if month else ""
    return f"{page_url(page)}/history{query}"


def incident_url(page: Page, incident: Outward) -> str:
    """The lasting address of an incident."""
    return f"{page_url(page)}/incidents/{incident.uid}"


def maintenance_url(page: Page, maintenance: Outward) -> str:
    """The lasting address of a maintenance."""
    return f"{page_url(page)}/maintenances/{maintenance.uid}"


def embed_script_url(page: Page) -> str:
    """The script that other sites put in."""
    return f"{page_url(page)}/embed.js"


def embed_frame_url(page: Page) -> str:
    """The page that other sites show in a frame."""
    return f"{page_url(page)}/embed/"


def component_url(page: Page, component: Slugged) -> str:
    """A component's own page."""
    return f"{page_url(page)}/components/{quote(component.slug)}"


def atom_url(page: Page) -> str:
    """The Atom feed of incidents and maintenance."""
    return f"{page_url(page)}/history.atom"


def rss_url(page: Page) -> str:
    """The RSS feed of incidents and maintenance."""
    return f"{page_url(page)}/history.rss"


def calendar_url(page: Page) -> str:
    """The maintenance calendar."""
    return f"{page_url(page)}/maintenance.ics"


def subscribe_url(page: Page) -> str:
    """Where visitors ask to be told."""
    return f"{page_url(page)}/subscribe"


def confirm_url(page: Page, token: str) -> str:
    """Where a subscriber confirms the address."""
    return f"{subscribe_url(page)}/confirm/{token}"


def manage_url(page: Page, token: str) -> str:
    """Where a subscriber chooses what to be told of."""
    return f"{subscribe_url(page)}/manage/{token}"


def unsubscribe_url(page: Page, token: str) -> str:
    """Where a subscription ends; a mail program may post there on its own (RFC 8058)."""
    return f"{subscribe_url(page)}/unsubscribe/{token}"


def sign_in_url(page: Page, token: str = "") -> str:
    """Where a visitor signs in to a page that is not open; with a token, the link that does so once."""
    address = f"{page_url(page)}/sign-in"
    return f"{address}/{token}" if token else address


def invitation_url(token: str) -> str:
    """Where somebody joins a team."""
    return public_url(f"/accounts/invitation/{token}/")


def ping_url(check: Pinged) -> str:
    """Where a heartbeat is sent; knowing the address is the permission."""
    return public_url(f"/ping/{check.code}")


def ping_email(check: Pinged) -> str | None:
    """Where a heartbeat is sent by mail; None where the installation takes no mail."""
    domain = settings.CANDOR_PING_EMAIL_DOMAIN
    return f"{check.code}@{domain}" if domain else None


def check_badge_url(check: Badged, *, fmt: str = "svg", states: int = 2) -> str:
    """The picture of one check (`svg`, `json` or `shields`); it tells its state and allows nothing."""
    return public_url(f"/b/{states}/{check.badge_code}.{fmt}")


def tag_badge_url(page: Page, tag: str = EVERYTHING, *, fmt: str = "svg", states: int = 2) -> str:
    """The picture of a page's heartbeats with a tag, or of all of them."""
    signature = badge_signature(page.badge_key, tag, states=states)
    name = "" if tag == EVERYTHING else f"/{quote(tag, safe='')}"
    return public_url(f"/badge/{page.badge_key}/{signature}{name}.{fmt}")


def widget_url(page: Page, shown: Outward, *, what: str = "status") -> str:
    """What a widget on another site asks about the page or one of its components: `status` or `uptime`."""
    return public_url(f"/widget/badge/{what}/{widget_key(page.badge_key, shown.uid)}")


def first_known(pages: Iterable[Page]) -> None:
    """Find out for many pages at once, in one query, what `is_first` would ask for each."""
    first = Page.living.order_by("pk").values_list("pk", flat=True).first()
    for page in pages:
        page._is_first = first is None or page.pk <= first  # type: ignore[attr-defined]


def is_first(page: Page) -> bool:
    """Whether the page answers at the root of the public address: no older page lives."""
    # Asked for every link of a document; a page object does not outlive a request or task.
    if _FIRST not in vars(page):
        vars(page)[_FIRST] = not Page.living.filter(pk__lt=page.pk).exists()
    return bool(vars(page)[_FIRST])


def told_first(page: Page) -> Page:
    """The page, which is known to be the first one already."""
    vars(page)[_FIRST] = True
    return page


def _has_host(page: Page) -> bool:
    return bool(page.domain) and page.domain_verified_at is not None
