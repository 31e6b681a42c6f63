"""The operators' view of monitoring."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from monitoring import services
from monitoring.models import (
    Check,
    CheckIncident,
    CheckRegion,
    CheckResult,
    CheckRollup,
    DataPoint,
    DataPointHour,
    Flip,
    HeartbeatState,
    Metric,
    MetricAudience,
    MetricsProvider,
    Ping,
    Pulse,
)
from statuspage.admin.base import MASK, ActingAdmin, LivingFilter, ReadOnlyAdmin

# What is asked for and expected is no secret; whatever else a target holds may be.
OPEN_FIELDS = frozenset(
    {"url", "method", "host", "port", "expected_status", "follow_redirects", "ip_version"}
)


def target_masked(value: Any, *, is_open: bool = True) -> Any:
    """A target of the same shape in which every value that may be a secret is hidden."""
    if isinstance(value, dict):
        return {name: target_masked(item, is_open=name in OPEN_FIELDS) for name, item in value.items()}
    if isinstance(value, list):
        return [target_masked(item, is_open=is_open) for item in value]
    return value if is_open or value is None or isinstance(value, bool) else MASK


@admin.register(Check)
class CheckAdmin(ActingAdmin[Check]):
    actions = ("pause", "resume")
    exclude = ("target", "start_kw", "success_kw", "failure_kw")
    readonly_fields = ("uid", "hidden_target")
    list_display = (
        "__str__",
        "page",
        "kind",
        "state",
        "state_since",
        "interval_seconds",
        "component",
        "effect",
    )
    list_filter = (LivingFilter, "kind", "state", "effect")
    list_select_related = ("page", "component")
    search_fields = ("name", "slug", "uid", "tags", "page__name", "component__name")

    @admin.action(description=_("Pause"), permissions=["act"])
    def pause(self, request: HttpRequest, rows: QuerySet[Check]) -> None:
        self.act(request, rows, lambda check, by: services.check_pause(check=check, by=by))

    @admin.action(description=_("Resume"), permissions=["act"])
    def resume(self, request: HttpRequest, rows: QuerySet[Check]) -> None:
        self.act(request, rows, lambda check, by: services.check_resume(check=check, by=by))

    @admin.display(description=_("target"))
    def hidden_target(self, row: Check) -> str:
        return json.dumps(target_masked(row.target), ensure_ascii=False)


@admin.register(CheckRegion)
class CheckRegionAdmin(ReadOnlyAdmin[CheckRegion]):
    list_display = (
        "check_row",
        "region",
        "next_slot",
        "lease_until",
        "last_slot",
        "last_ok",
        "last_latency_ms",
    )
    list_filter = ("region", "last_ok")
    list_select_related = ("check_row",)
    search_fields = ("check_row__name", "check_row__uid")


@admin.register(HeartbeatState)
class HeartbeatStateAdmin(ReadOnlyAdmin[HeartbeatState]):
    list_display = ("check_row", "ping_count", "last_ping_at", "last_start_at", "late_at")
    list_select_related = ("check_row",)
    search_fields = ("check_row__name", "check_row__uid")


@admin.register(CheckIncident)
class CheckIncidentAdmin(ReadOnlyAdmin[CheckIncident]):
    list_display = ("check_row", "incident", "opened_at", "closed_at")
    list_filter = ("opened_at",)
    list_select_related = ("check_row", "incident")
    search_fields = ("check_row__name", "incident__name")


@admin.register(CheckResult)
class CheckResultAdmin(ReadOnlyAdmin[CheckResult]):
    list_display = ("check_row", "slot", "region", "ok", "degraded", "latency_ms", "code", "error")
    list_filter = ("ok", "degraded", "region", "code")
    list_select_related = ("check_row",)
    search_fields = ("check_row__name", "check_row__uid")


@admin.register(CheckRollup)
class CheckRollupAdmin(ReadOnlyAdmin[CheckRollup]):
    list_display = (
        "check_row",
        "period",
        "start",
        "region",
        "runs",
        "ups",
        "latency_mean_ms",
        "latency_p95_ms",
    )
    list_filter = ("period", "region")
    list_select_related = ("check_row",)
    search_fields = ("check_row__name", "check_row__uid")


@admin.register(Ping)
class PingAdmin(ReadOnlyAdmin[Ping]):
    exclude = ("body",)
    list_display = ("check_row", "n", "kind", "at", "address", "method", "exit_status")
    list_filter = ("kind", "at")
    list_select_related = ("check_row",)
    search_fields = ("check_row__name", "check_row__uid", "address")


@admin.register(Flip)
class FlipAdmin(ReadOnlyAdmin[Flip]):
    list_display = ("check_row", "at", "old", "new", "reason", "message", "silent")
    list_filter = ("new", "reason", "at")
    list_select_related = ("check_row",)
    search_fields = ("check_row__name", "check_row__uid", "message")


@admin.register(Pulse)
class PulseAdmin(ReadOnlyAdmin[Pulse]):
    ordering = ("name",)
    list_display = ("name", "at")
    search_fields = ("name",)


@admin.register(MetricsProvider)
class MetricsProviderAdmin(ReadOnlyAdmin[MetricsProvider]):
    exclude = ("base_url",)
    list_display = ("kind", "page", "disabled", "last_revalidated_at", "next_fetch_at", "last_error")
    list_filter = ("kind", "disabled")
    list_select_related = ("page",)
    search_fields = ("page__name", "uid")


@admin.register(Metric)
class MetricAdmin(ReadOnlyAdmin[Metric]):
    list_display = ("name", "page", "source", "suffix", "display", "last_point_at")
    list_filter = (LivingFilter, "source", "display")
    list_select_related = ("page",)
    search_fields = ("name", "uid", "page__name")


@admin.register(MetricAudience)
class MetricAudienceAdmin(ReadOnlyAdmin[MetricAudience]):
    list_display = ("metric", "member", "group")
    list_select_related = ("metric", "member", "group")
    search_fields = ("metric__name",)


@admin.register(DataPoint)
class DataPointAdmin(ReadOnlyAdmin[DataPoint]):
    list_display = ("metric", "minute", "value")
    list_select_related = ("metric",)
    search_fields = ("metric__name", "metric__uid")


@admin.register(DataPointHour)
class DataPointHourAdmin(ReadOnlyAdmin[DataPointHour]):
    list_display = ("metric", "start", "count", "total", "low", "high")
    list_select_related = ("metric",)
    search_fields = ("metric__name", "metric__uid")
