"""The list of metrics, and what they are fetched from."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from monitoring.metric_spans import DAY
from monitoring.models import Metric
from monitoring.selectors.metrics import metric_series, metrics_of_page
from monitoring.selectors.providers import providers_of_page
from monitoring.vocabulary import MetricSource, ProviderKind
from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.lists import Choice, Column, ListOf, Search
from web.dashboard.metrics.rows import MetricRow, ProviderRow
from web.dashboard.screens import screen


def _from_source(found: QuerySet[Metric], source: str) -> QuerySet[Metric]:
    return found.filter(source=source)


def _called(found: QuerySet[Metric], text: str) -> QuerySet[Metric]:
    return found.filter(name__icontains=text)


_LISTED = ListOf[Metric](
    columns=(
        Column("state", _("State")),
        Column("name", _("Name"), by=("name",)),
        Column("last", _("Newest"), by=("last_point_at",), falling=True),
        Column("trend", _("Last 24 hours")),
        Column("source", _("Points from")),
    ),
    filters=(
        Search(_("Search by name"), _called),
        Choice("source", _("Points from"), MetricSource.choices, _from_source, everything=_("All sources")),
    ),
)


@require_safe
@of_a_page()
def metrics(request: PageRequest, page: Page) -> HttpResponse:
    """In the order of the page, each with its last day; and the providers with what is wrong with them."""
    found = _LISTED.read(metrics_of_page(page).select_related("provider"), request.GET)
    series = metric_series(found.rows, span=DAY)
    providers = list(providers_of_page(page).exclude(kind=ProviderKind.SELF))
    fed: dict[int, list[Metric]] = {row.pk: [] for row in providers}
    if providers:
        for row in Metric.living.filter(provider__in=providers).only("provider_id", "last_fetched_at"):
            fed[row.provider_id or 0].append(row)
    context = {
        "list": found,
        "rows": [MetricRow.of(row, series[row.pk]) for row in found.rows],
        "providers": [ProviderRow.of(row, fed[row.pk]) for row in providers],
    }
    return screen(request, page, "metrics/list", section="metrics", context=context, follows=["metrics"])
