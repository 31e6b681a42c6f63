"""The journal of a page, and for owners that of the organization."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from statuspage.catalogue import CATALOGUE
from statuspage.models import Event, Page
from statuspage.services.journal_exports import journal_export_record
from statuspage.tables import table_write
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.journal.changes import Names, shown_values
from web.dashboard.journal.listed import events_shown, listed
from web.dashboard.journal.rows import EventRow
from web.dashboard.screens import screen

MOST_EXPORTED = 10_000
_COLUMNS = (
    *("id", "at", "kind", "what", "subject_kind", "subject_id", "subject"),
    *("actor_kind", "actor_id", "actor", "address", "page", "before", "after"),
)
_NEIGHBOURS = 8


@require_safe
@of_a_page(needs=TEAM)
def journal(request: PageRequest, page: Page) -> HttpResponse:
    """Newest first, narrowed as the address says."""
    place = request.GET.get("where", "")
    found = listed(page, request.rights, request.GET).read(
        events_shown(page, request.rights, place), request.GET
    )
    names = Names(page.organization, found.rows)
    places = _pages_named(page) if place == "all" else {}
    today = timezone.now().date()
    context = {
        "list": found,
        "rows": [
            EventRow.of(row, page=page, names=names, place=places.get(row.page_uid, "")) for row in found.rows
        ],
        "kept": [(name, value) for name, value in request.GET.items() if name not in ("page", "sort")],
        "since": (today - timedelta(days=30)).isoformat(),
        "until": today.isoformat(),
        "most": MOST_EXPORTED,
    }
    return screen(request, page, "journal/list", section="journal", context=context, follows=["organization"])


@require_safe
@of_a_page(needs=TEAM)
def event(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One event with all that it changed, and what else happened to the same thing."""
    found = _reached(request, page).filter(uid=uid).first()
    if found is None:
        raise Http404
    near = []
    if found.subject_uid:
        same = _reached(request, page).filter(subject_kind=found.subject_kind, subject_uid=found.subject_uid)
        near = list(same.exclude(pk=found.pk)[:_NEIGHBOURS])
    names = Names(page.organization, [found, *near])
    row = EventRow.of(found, page=page, names=names)
    context = {
        "row": row,
        "event": found,
        "near": [EventRow.of(one, page=page, names=names) for one in near],
        "where": "organization" if not found.page_uid else "" if found.page_uid == page.uid else "all",
    }
    return screen(request, page, "journal/one", section="journal", title=row.told, context=context)


@require_GET
@never_cache
@of_a_page(needs=TEAM)
def journal_export(request: PageRequest, page: Page) -> HttpResponse:
    """The days from `since` to `until` (UTC) as CSV, filtered like the list: the newest so many events."""
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    if since is None or until is None or since > until:
        messages.error(request, _("Give two days, the earlier one first."))
        return redirect("dashboard:journal", page.slug)
    events = events_shown(page, request.rights, request.GET.get("where", ""))
    events = events.filter(at__gte=since, at__lt=until + timedelta(days=1))
    found = listed(page, request.rights, request.GET).narrowed(events, request.GET)
    lines = list(_lines(found, _pages_named(page)))
    text = table_write(_COLUMNS, lines)
    journal_export_record(
        organization=page.organization,
        since=since.date(),
        until=until.date(),
        rows=len(lines),
        by=actor_of(request),
    )
    name = f"journal-{page.slug}-{since:%Y-%m-%d}-{until:%Y-%m-%d}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _reached(request: PageRequest, page: Page) -> QuerySet[Event]:
    return events_shown(page, request.rights, "all")


def _pages_named(page: Page) -> dict[str, str]:
    return dict(Page.objects.filter(organization=page.organization_id).values_list("uid", "name"))


def _lines(found: QuerySet[Event], pages: dict[str, str]) -> Iterator[dict[str, str]]:
    for row in found[:MOST_EXPORTED].iterator(1000):
        kind = CATALOGUE.get(row.kind)
        yield {
            "id": row.uid,
            "at": row.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "kind": row.kind,
            "what": str(kind.description) if kind else "",
            "subject_kind": row.subject_kind,
            "subject_id": row.subject_uid,
            "subject": row.subject_label,
            "actor_kind": row.actor_kind,
            "actor_id": row.actor_uid,
            "actor": row.actor_label,
            "address": row.actor_address,
            "page": pages.get(row.page_uid, ""),
            "before": _written(row.before),
            "after": _written(row.after),
        }


def _written(values: dict[str, object] | None) -> str:
    shown = shown_values(values)
    return "" if shown is None else json.dumps(shown, ensure_ascii=False, sort_keys=True)


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
