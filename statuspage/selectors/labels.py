"""The named statuses of a page."""

from django.db.models import Exists, OuterRef, QuerySet

from statuspage.models import Page, StatusLabel, StatusNote
from statuspage.sight import WHOLE, Sight


def labels_of_page(page: Page) -> QuerySet[StatusLabel]:
    """The living labels of a page by name."""
    return StatusLabel.living.filter(page=page).order_by("name", "pk")


def labels_shown(page: Page, *, sight: Sight = WHOLE) -> QuerySet[StatusLabel]:
    """The same for a reader: who sees only a part of the page knows those that are said of that part."""
    if sight.components is None:
        return labels_of_page(page)
    said = StatusNote.objects.filter(
        label=OuterRef("pk"),
        voided_at__isnull=True,
        component__in=sight.components,
        component__visible=True,
        component__deleted_at__isnull=True,
    )
    return labels_of_page(page).filter(Exists(said))


def label_get(page: Page, ref: str, *, sight: Sight = WHOLE) -> StatusLabel | None:
    """The page's living label with this uid, else with this slug, if its reader may know of it."""
    living = labels_shown(page, sight=sight)
    label = living.filter(uid=ref).first() or living.filter(slug=ref).first()
    if label is not None:
        label.page = page
    return label


def label_default(page: Page) -> StatusLabel | None:
    """What is said of a component where nobody says otherwise; None where no label is the default."""
    label = StatusLabel.living.filter(page=page, is_default=True).first()
    if label is not None:
        label.page = page
    return label
