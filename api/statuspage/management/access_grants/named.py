"""What bodies name by its id: metrics, viewers and groups of one page, or a refusal."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from api.statuspage.management.errors import bad_request
from api.statuspage.management.values import ids
from monitoring.models import Metric
from monitoring.selectors import metrics_of_page
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import AudienceGroup, AudienceMember, Page
from statuspage.models.base import Outward

Row = TypeVar("Row", bound=Outward)


def ids_required(body: dict[str, Any], name: str) -> list[str]:
    """The ids under a name, which may be none at all; 400 where the name is missing."""
    if body.get(name) is None:
        raise bad_request(f"{name} is missing")
    return ids(body[name], f"/{name}")


def ids_or_none(body: dict[str, Any], name: str) -> list[str] | None:
    """The same where it may be left out or null: then None, which an empty list is not."""
    return None if body.get(name) is None else ids(body[name], f"/{name}")


def metrics_named(page: Page, uids: Sequence[str], pointer: str = "/metric_ids") -> list[Metric]:
    """The page's metrics with these ids."""
    return _named(metrics_of_page(page), uids, pointer, _("The page has no such metric."))


def members_named(
    page: Page, uids: Sequence[str], pointer: str = "/page_access_user_ids"
) -> list[AudienceMember]:
    """The page's viewers with these ids."""
    rows = AudienceMember.objects.filter(page=page)
    return _named(rows, uids, pointer, _("The page has no such page access user."))


def groups_named(
    page: Page, uids: Sequence[str], pointer: str = "/page_access_group_ids"
) -> list[AudienceGroup]:
    """The page's groups of viewers with these ids."""
    rows = AudienceGroup.objects.filter(page=page)
    return _named(rows, uids, pointer, _("The page has no such page access group."))


def _named(rows: QuerySet[Row], uids: Sequence[str], pointer: str, detail: str) -> list[Row]:
    found = {row.uid: row for row in rows.filter(uid__in=uids)} if uids else {}
    _refuse_unknown(uids, found, pointer, detail)
    return [found[uid] for uid in uids]


def _refuse_unknown(uids: Sequence[str], known: Iterable[str], pointer: str, detail: str) -> None:
    present = set(known)
    wrong = [
        FieldError(f"{pointer}/{number}", "unknown", detail)
        for number, uid in enumerate(uids)
        if uid not in present
    ]
    if wrong:
        raise Invalid(wrong)
