"""Finding pages."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, IntegerField, Q, When
from django.utils.translation import gettext_lazy as _

from statuspage import links
from statuspage.exceptions import NotFound
from statuspage.models import Component, Page, StatusEmbedConfig
from statuspage.sight import WHOLE, Sight
from statuspage.status import Status, page_status


def page_first() -> Page | None:
    """The page that answers where nothing names one: the oldest living page."""
    page = Page.living.order_by("pk").first()
    return page and links.told_first(page)


def page_get_for_host(host: str) -> Page | None:
    """The page of a host name: the one whose verified domain it is, the first page for our own host, or None.

    `host` may carry a port, which plays no part.
    """
    name = _host_name(host)
    hosted = Q(domain__iexact=name, domain_verified_at__isnull=False)
    if name not in settings.CANDOR_HOSTS:
        return Page.living.filter(hosted).first()
    # Our own name may be a page's domain too. One query, since every render begins here.
    ranked = Page.living.annotate(hosted=Case(When(hosted, then=1), default=0, output_field=IntegerField()))
    page = ranked.order_by("-hosted", "pk").first()
    return links.told_first(page) if page and not page.hosted else page


def page_at(host: str, ref: str = "") -> Page:
    """The page, public or not, of an address: of its host or, below `/pages/<ref>`, the named one.

    Under a page's own domain no other page answers. Raises `NotFound`.
    """
    page = page_resolve(ref) if ref else page_get_for_host(host)
    # Under our own host every page answers, and whose domain it is need not be asked.
    if ref and _host_name(host) not in settings.CANDOR_HOSTS and page != page_get_for_host(host):
        page = None
    if page is None:
        raise NotFound(_("There is no such page."))
    return page


def page_resolve(ref: str) -> Page:
    """The living page with this uid, else with this slug; raises `NotFound`."""
    page = min(Page.living.filter(Q(uid=ref) | Q(slug=ref)), key=lambda page: page.uid != ref, default=None)
    if page is None:
        raise NotFound(_("There is no such page."))
    return page


def page_revision(uid: str) -> int | None:
    """How often what visitors can see of a page has changed; None when the page is gone."""
    return Page.living.filter(uid=uid).values_list("revision", flat=True).first()


def page_overall(page: Page, *, sight: Sight = WHOLE) -> Status:
    """The overall status of a page, from its living and visible components within a sight."""
    shown = page.components.filter(deleted_at=None, visible=True)
    if sight.components is not None:
        shown = shown.filter(pk__in=sight.components)
    return page_status(shown.values_list("status", flat=True))


def pages_overall(pages: Iterable[Page]) -> dict[int, Status]:
    """`page_overall` of many pages by page key, in one query."""
    shown: dict[int, list[str]] = {page.pk: [] for page in pages}
    rows = Component.living.filter(page_id__in=shown, visible=True).values_list("page_id", "status")
    for page_id, status in rows.distinct():
        shown[page_id].append(status)
    return {page_id: page_status(statuses) for page_id, statuses in shown.items()}


def page_weights(page: Page) -> dict[str, float]:
    """How much of a second in each status the page counts as downtime."""
    return {
        Status.DEGRADED_PERFORMANCE.value: page.weight_degraded,
        Status.PARTIAL_OUTAGE.value: page.weight_partial,
        Status.MAJOR_OUTAGE.value: page.weight_major,
        Status.UNAVAILABLE.value: page.weight_unavailable,
    }


def embed_config_get(page: Page) -> StatusEmbedConfig:
    """Place and colours of what other sites embed; those of a page that never set any are not stored."""
    return StatusEmbedConfig.objects.filter(page=page).first() or StatusEmbedConfig(page=page)


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
