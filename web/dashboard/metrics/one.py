"""One metric: made, looked at, changed, given a point, deleted."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.metric_spans import DAY
from monitoring.models import Metric
from monitoring.selectors.metrics import metric_get, metric_series, points_of
from monitoring.services.metrics import metric_create, metric_delete, metric_update
from monitoring.services.points import points_add
from monitoring.vocabulary import MetricRollup, MetricSource, MetricTransform
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form, pressed, there
from web.dashboard.metrics import form as forms
from web.dashboard.metrics.rows import MetricRow, figure
from web.dashboard.screens import screen
from web.dashboard.stale import written

_LAST = 10


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def metric_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form, and what came of it."""

    def make(form: Filled) -> HttpResponse:
        told = forms.told(page, dict(form.values))
        if told["provider"] is None:
            for name in ("identifier", "transform", "application_id"):
                del told[name]
        made = metric_create(page=page, by=actor_of(request), **told)
        messages.success(request, _("The metric is there."))
        return redirect("dashboard:metric", page.slug, made.uid)

    return new_form(
        request,
        fresh=forms.values_fresh,
        sent=lambda: forms.values_sent(request.POST, of=forms.values_fresh()),
        make=make,
        shown=lambda form: _form(request, page, form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=CONFIGURING)
def metric(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One metric with its newest points; what is sent changes its settings."""

    def save(found: Metric, form: Filled) -> str:
        metric_update(metric=found, changes=forms.told(page, dict(form.values)), by=actor_of(request))
        return _("It is saved.")

    return change_form(
        request,
        find=lambda: _found(page, uid),
        values=forms.values_of,
        sent=lambda found: forms.values_sent(request.POST, of=forms.values_of(found)),
        save=save,
        shown=lambda found, form: _shown(request, page, found, form),
        undo=_fields,
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def metric_point(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Note a value by hand, for a minute of the past or for now."""
    _found(page, uid)

    def add() -> HttpResponse:
        at, value = _point(request)
        points_add(page=page, points={uid: [(at, value)]}, by=actor_of(request))
        messages.success(request, _("The value is noted."))
        return redirect("dashboard:metric", page.slug, uid)

    return pressed(request, add, back=reverse("dashboard:metric", args=[page.slug, uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def metric_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more; then it is off the page for good."""
    found = _found(page, uid)

    def delete() -> str:
        metric_delete(metric=found, by=actor_of(request))
        return _("The metric is deleted.")

    back = reverse("dashboard:metric", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=delete,
        onward=reverse("dashboard:metrics", args=[page.slug]),
        section="metrics",
        title=_("Delete the metric"),
        crumbs=[(found.name, back)],
        says=[_("It goes from the page with all its points. Whoever reports to it will be refused.")],
        act=_("Delete it"),
        back=back,
    )


def _found(page: Page, uid: str) -> Metric:
    return there(lambda: metric_get(page, uid))


def _point(request: PageRequest) -> tuple[datetime, float]:
    text, said = request.POST.get("value", "").strip().replace(",", "."), request.POST.get("at", "")
    try:
        value = float(text)
    except ValueError:
        raise Invalid.at("/value", "invalid_number", _("Give a number.")) from None
    try:
        return (datetime.fromisoformat(said).replace(tzinfo=UTC) if said else timezone.now()), value
    except ValueError:
        raise Invalid.at("/at", "invalid_date", _("Give a day and a time.")) from None


def _fields(before: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, "yes" if value is True else str(value)) for name, value in before.items() if value is not False
    ]


def _choices(page: Page) -> dict[str, object]:
    return {
        "components": list(components_of_page(page)),
        "rollups": MetricRollup.choices,
        "transforms": MetricTransform.choices,
        "providers": forms.providers_offered(page),
    }


def _form(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    return screen(
        request,
        page,
        "metrics/new",
        section="metrics",
        title=_("New metric"),
        context={"form": form, "is_new": True, **_choices(page)},
        status=form.status,
    )


def _shown(request: PageRequest, page: Page, found: Metric, form: Filled) -> HttpResponse:
    series = metric_series([found], span=DAY)[found.pk]
    context = {
        "row": MetricRow.of(found, series),
        "metric": found,
        "is_fetched": found.source == MetricSource.PROVIDER,
        "by_hand": found.source == MetricSource.CUSTOM,
        "points": [(one.minute, figure(found, one.value)) for one in points_of(found)[:_LAST]],
        "form": form,
        "was": written(forms.values_of(found)),
        **_choices(page),
    }
    return screen(
        request,
        page,
        "metrics/one",
        section="metrics",
        title=found.name,
        context=context,
        status=form.status,
        follows=["metrics"],
    )
