"""What an empty installation gets: an organization, an administrator, a page that watches real targets."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from monitoring import services as monitoring
from monitoring.models import Check
from statuspage import journal, services
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Organization, Page, User
from statuspage.vocabulary import MembershipRole

OWN_CHECK_SLUG = "own-healthz"
INTERVAL_SECONDS = 15


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What was missing and is there now. ``password`` is empty when it was given and need not be shown."""

    user: User | None
    page: Page | None
    password: str = ""


def first_start(*, sites: Sequence[str] = ()) -> FirstStart | None:
    """Make the administrator if nobody has an account, and the page if there never was one; None if neither.

    The page watches each of ``sites`` (http or https addresses) and, where checks may reach it, Candor's own
    web server. All or nothing. Raises `statuspage.exceptions.Invalid` for a site that cannot be watched.
    """
    nobody, blank = not User.objects.exists(), not Page.objects.exists()
    if not nobody and not blank:
        return None
    by = Actor.system()
    with journal.transaction():
        organization = Organization.objects.order_by("pk").first() or services.organization_create(
            name=_("My organization"), by=by
        )
        user, password = _administrator(organization, by) if nobody else (None, "")
        page = _page(organization, sites, by) if blank else None
    return FirstStart(user, page, password)


def watch_site(*, page: Page, name: str, url: str, by: Actor, slug: str = "") -> Check:
    """A component, and the HTTP check that says how it is: down after two failures, up after one success."""
    component = services.component_create(page=page, name=name, status=None, by=by)
    return monitoring.check_create(
        page=page,
        kind="http",
        name=name,
        slug=slug,
        target={"url": url},
        component=component,
        interval_seconds=INTERVAL_SECONDS,
        timeout_seconds=10,
        confirm_down=2,
        showcase="both",
        effect="incident",
        by=by,
    )


def own_check_follow() -> None:
    """Let the check of our own web server follow a changed public address.

    One that a person sent elsewhere stays, and so does one whose new address checks may not reach.
    """
    for check in Check.living.filter(slug=OWN_CHECK_SLUG, kind="http"):
        url = str(check.target.get("url", ""))
        if urlsplit(url).path == urlsplit(own_health_url()).path and url != own_health_url():
            with suppress(Invalid):
                monitoring.check_update(
                    check=check,
                    changes={"target": {**check.target, "url": own_health_url()}},
                    by=Actor.system(),
                )


def own_health_url() -> str:
    """Where our own web server says that it lives."""
    return f"{settings.CANDOR_PUBLIC_URL}/healthz"


def _administrator(organization: Organization, by: Actor) -> tuple[User, str]:
    given = settings.CANDOR_ADMIN_PASSWORD
    password = given or secrets.token_urlsafe(12)
    user = services.user_create(
        email=settings.CANDOR_ADMIN_EMAIL, password=password, is_staff=True, is_superuser=True, by=by
    )
    services.member_add(organization=organization, user=user, role=MembershipRole.OWNER, by=by)
    return user, "" if given else password


def _page(organization: Organization, sites: Sequence[str], by: Actor) -> Page:
    page = services.page_create(organization=organization, name=_("Status"), slug="status", by=by)
    _watch_ourselves(page, by)
    for site in sites:
        watch_site(page=page, name=urlsplit(site).hostname or site, url=site, by=by)
    return page


def _watch_ourselves(page: Page, by: Actor) -> None:
    with suppress(Invalid), journal.transaction():
        watch_site(page=page, name=_("Status page"), url=own_health_url(), slug=OWN_CHECK_SLUG, by=by)
