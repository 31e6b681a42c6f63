"""Beginning to watch several addresses at once, as somebody does who sets up a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from monitoring.addresses import Address
from monitoring.models import Check
from monitoring.selectors import checks_watching
from monitoring.vocabulary import Showcase
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import Page
from statuspage.services import component_create
from statuspage.validation import Problems
from webhooks.selectors.channels import channels_living
from webhooks.services.channel_assignments import check_create_with_channels


@dataclass(frozen=True, slots=True)
class Watch:
    """An address and the name that its component and its check get."""

    address: Address
    name: str


def addresses_watch(
    *, page: Page, watches: Sequence[Watch], by: Actor, now: datetime | None = None
) -> list[Check]:
    """A component and a check for each, all or nothing; every enabled alert channel hears of them.

    A component is unknown until its check has spoken, which runs at once and every minute from then on.
    Raises `Invalid` with what is wrong at `/addresses/<n>`, `already_watched` among it, and `Conflict`
    (`check_limit`).
    """
    with journal.transaction(now) as now:
        channels = list(channels_living().filter(page=page, enabled=True).order_by("pk"))
        known = checks_watching(page, [watch.address for watch in watches])
        problems = Problems()
        made: list[Check] = []
        for number, watch in enumerate(watches):
            with problems.caught():
                if watch.address.written in known:
                    raise Invalid.at(
                        f"/addresses/{number}", "already_watched", _("This page watches it already.")
                    )
                try:
                    component = component_create(page=page, name=watch.name, status=None, by=by, now=now)
                    made.append(
                        check_create_with_channels(
                            page=page,
                            channels=channels,
                            kind=watch.address.kind,
                            name=watch.name,
                            target=watch.address.target,
                            component=component,
                            showcase=Showcase.BOTH.value,
                            by=by,
                            now=now,
                        )
                    )
                except Invalid as invalid:
                    raise Invalid(
                        FieldError(f"/addresses/{number}", one.code, one.detail) for one in invalid.errors
                    ) from None
        problems.raise_if_any()
        return made
