"""How much of the time in each status counts as downtime."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from statuspage.models import Page
from statuspage.validation import Problems
from web.dashboard.access import CONFIGURING, PageRequest, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_form
from web.dashboard.stale import written

_WEIGHTS = (
    ("weight_degraded", gettext_lazy("Degraded performance"), "degraded"),
    ("weight_partial", gettext_lazy("Partial outage"), "partial"),
    ("weight_major", gettext_lazy("Major outage"), "major"),
    ("weight_unavailable", gettext_lazy("Unavailable"), "major"),
)
_NAMES = [name for name, _label, _look in _WEIGHTS]


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def uptime(request: PageRequest, page: Page) -> HttpResponse:
    """The form in per cent, with what an hour in each status costs as it is saved now."""

    def shown(form: Filled) -> HttpResponse:
        context = {
            "form": form,
            "was": written(_present(page)),
            "weights": [
                (name, label, look, form.values[name], form.errors.get(name), _minutes(getattr(page, name)))
                for name, label, look in _WEIGHTS
            ],
        }
        return part_screen(request, page, "uptime", context=context, status=form.status)

    return page_form(
        request,
        page,
        route="settings-uptime",
        present=_present,
        sent=lambda: {name: request.POST.get(name, "").strip() for name in _NAMES},
        read=_read,
        shown=shown,
        fields=_fields,
    )


def _minutes(weight: float) -> str:
    """What an hour counts as, in minutes."""
    return f"{weight * 60:g}"


def _present(page: Page) -> dict[str, Any]:
    return {name: f"{round(getattr(page, name) * 100, 6):g}" for name in _NAMES}


def _read(values: dict[str, Any]) -> dict[str, Any]:
    problems = Problems()
    changes: dict[str, Any] = {}
    for name in _NAMES:
        text = values[name].replace(",", ".").removesuffix("%").strip()
        plain = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 12
        if not plain or not 0 <= float(text) <= 100:
            problems.add(f"/{name}", "out_of_range", _("Give a number from 0 to 100."))
        else:
            changes[name] = float(text) / 100
    problems.raise_if_any()
    return changes


def _fields(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    return values.items()
