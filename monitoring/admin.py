"""The operators' view of monitoring."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
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
from monitoring.probes.heartbeat_target import TIMES
from monitoring.vocabulary import CheckKind
from statuspage.actor import Actor
from statuspage.admin.base import MASK, DeletableAdmin, LivingFilter, ReadOnlyAdmin, ServiceForm

# What is asked for and expected is no secret; whatever else a target holds may be.
OPEN_FIELDS = frozenset(
    {"url", "method", "host", "port", "expected_status", "follow_redirects", "ip_version", "methods", *TIMES}
)


def target_masked(value: Any, *, is_open: bool = True) -> Any:
    """A target of the same shape in which every value that may be a secret is hidden."""
    if isinstance(value, dict):
        return {name: target_masked(item, is_open=name in OPEN_FIELDS) for name, item in value.items()}
    if isinstance(value, list):
        return [target_masked(item, is_open=is_open) for item in value]
    return value if is_open or value is None or isinstance(value, bool) else MASK


class CheckForm(ServiceForm[Check]):
    """Shows the target as the API does, with masks that stand for the secrets that are there."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (CheckKind.HTTP, CheckKind.TCP, CheckKind.HEARTBEAT)],
    )
    target = forms.JSONField(
        label=_("Target"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text=_(
            'What is watched, as in the API: {"url": "https://example.com/"}, {"host": "example.com", '
            '"port": 5432}, or {"period_seconds": 3600, "grace_seconds": 300} for a heartbeat. What a change '
            "leaves out stays as it is, and so does a secret that reads ••••••."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["target"] = services.target_shown(self.instance, secrets=False)


@admin.register(Check)
class CheckAdmin(DeletableAdmin[Check]):
    form = CheckForm
    actions = ("pause", "resume")
    labels = {
        "interval_seconds": _("Interval in seconds"),
        "timeout_seconds": _("Timeout in seconds"),
        "confirm_down": _("Failures until down"),
        "confirm_up": _("Successes until up"),
        "degraded_over_ms": _("Degraded over (ms)"),
        "manual_resume": _("A ping does not resume it"),
        "tls_expires_at": _("TLS certificate expires at"),
    }
    create_only = ("page", "kind")
    made_up = ("slug",)
    readonly_fields = ("state", "state_since", "tls_expires_at", "uid", "deleted_at", "hidden_target")
    autocomplete_fields = ("page", "component", "template")
    list_display = ("__str__", "page", "kind", "state", "state_since", "component")
    list_filter = (LivingFilter, "kind", "state", "effect")
    list_select_related = ("page", "component")
    search_fields = ("name", "slug", "uid", "tags", "page__name", "component__name")

    def get_fields(self, request: HttpRequest, obj: Check | None = None) -> Any:
        # Whoever only looks is shown rows as they are stored: a target would show its secrets.
        target = "target" if obj is None or self.has_change_permission(request, obj) else "hidden_target"
        inside = () if obj is None else ("state", "state_since", "tls_expires_at", "uid", "deleted_at")
        return [
            "page",
            "kind",
            "name",
            "slug",
            "description",
            "tags",
            target,
            "interval_seconds",
            "timeout_seconds",
            "confirm_down",
            "confirm_up",
            "degraded_over_ms",
            "component",
            "effect",
            "effect_status",
            "template",
            "showcase",
            "location",
            "manual_resume",
            *inside,
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"interval_seconds": 60, "timeout_seconds": 10, **super().get_changeform_initial_data(request)}

    def create(self, values: Mapping[str, Any], by: Actor) -> Check:
        given = _tagged(values)
        return services.check_create(**{**given, "slug": given["slug"] or None}, by=by)

    def update(self, row: Check, changes: Mapping[str, Any], by: Actor) -> Check:
        return services.check_update(check=row, changes=_tagged(changes), by=by)

    def delete(self, row: Check, by: Actor) -> None:
        services.check_delete(check=row, by=by)

    @admin.action(description=_("Pause"), permissions=["act"])
    def pause(self, request: HttpRequest, rows: QuerySet[Check]) -> None:
        self.act(request, rows, lambda check, by: services.check_pause(check=check, by=by))

    @admin.action(description=_("Resume"), permissions=["act"])
    def resume(self, request: HttpRequest, rows: QuerySet[Check]) -> None:
        self.act(request, rows, lambda check, by: services.check_resume(check=check, by=by))

    @admin.display(description=_("Target"))
    def hidden_target(self, row: Check) -> str:
        return json.dumps(target_masked(services.target_shown(row, secrets=True)), ensure_ascii=False)


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
    list_filter = (LivingFilter, "kind", "disabled")
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


def _tagged(values: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the field of tags one by one, as services want them."""
    return {**values, "tags": values["tags"].split()} if "tags" in values else dict(values)
