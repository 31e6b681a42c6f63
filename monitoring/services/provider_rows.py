"""What every change of a metrics provider does with its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from monitoring.models import MetricsProvider
from monitoring.vocabulary import ProviderKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import NotFound
from statuspage.ids import uid_given
from statuspage.models import Page


def provider_locked(provider: MetricsProvider) -> MetricsProvider:
    """The provider's row, held until the transaction ends. Raises NotFound if it has been deleted."""
    rows = MetricsProvider.living.select_for_update(of=("self",), no_key=True).select_related("page")
    found = rows.filter(pk=provider.pk).first()
    if found is None:
        raise NotFound(_("There is no such metrics provider."))
    return found


def provider_of_page(page: Page, *, uid: str | None = None) -> tuple[MetricsProvider, bool]:
    """The page's provider of points that come by API, its row held, and whether it had to be made."""
    living = MetricsProvider.living.filter(page=page, kind=ProviderKind.SELF)
    held = living.select_for_update(no_key=True)
    found = held.first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return MetricsProvider.objects.create(page=page, kind=ProviderKind.SELF, **uid_given(uid)), True
    except IntegrityError:
        # Somebody was faster than the look above.
        return held.get(), False


def provider_object(provider: MetricsProvider) -> dict[str, Any]:
    """A provider's settings, for the journal; of its secrets nothing."""
    return {
        "id": provider.uid,
        "kind": provider.kind,
        "base_url": provider.base_url,
        "disabled": provider.disabled,
    }


def provider_record(
    provider: MetricsProvider,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note in the journal what became of a provider."""
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="metrics_provider",
        subject_uid=provider.uid,
        subject_label=provider.get_kind_display(),
        page=provider.page,
        before=before,
        after=after,
    )
