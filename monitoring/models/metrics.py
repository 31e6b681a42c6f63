"""Custom metrics, their points and the providers that feed them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.models.checks import Check
from monitoring.vocabulary import MetricRollup, MetricSide, MetricSource, MetricTransform, ProviderKind
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.models.base import Deletable, LivingManager, Outward, one_of


class MetricsProvider(Outward, Deletable):
    """Where metrics get their points from; secrets are stored encrypted and never shown.

    A page's one provider of the kind `self` stands for points that come by API; nothing is fetched for it. A
    round of fetching holds the lease; `failures` counts the rounds in a row that brought nothing.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="metrics_providers")
    kind = models.CharField(max_length=16, choices=ProviderKind.choices)
    base_url = models.CharField(max_length=2000, blank=True, default="")
    email = models.CharField(max_length=320, blank=True, default="")
    secrets = models.TextField(blank=True, default="", editable=False)
    disabled = models.BooleanField(default=False)
    last_revalidated_at = models.DateTimeField(null=True, blank=True)
    next_fetch_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, editable=False)
    last_error = models.CharField(max_length=500, blank=True, default="")

    objects: ClassVar[models.Manager["MetricsProvider"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("metrics provider")
        verbose_name_plural = _("metrics providers")
        constraints = (
            one_of("kind", ProviderKind, name="provider_kind_word"),
            models.UniqueConstraint(
                fields=("page",),
                condition=Q(kind=ProviderKind.SELF, deleted_at__isnull=True),
                name="provider_self_once_per_page",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_fetch_at",),
                condition=Q(disabled=False, deleted_at__isnull=True, next_fetch_at__isnull=False),
                name="provider_due",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class Metric(Outward, Deletable):
    """A series of numbers shown beside the components.

    `side` is where the newest value stands to the thresholds. Hours that begin before `hours_until` are in
    their table as their points are; a late point moves it back, and the upkeep builds anew from there.
    What a provider had from `fetched_from` to `fetched_until` has been fetched; it was last asked at
    `last_tried_at`, and in the last `past_refusals` rounds it declined what was before `fetched_from`.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="metrics")
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.SET_NULL, related_name="metrics"
    )
    source = models.CharField(max_length=8, choices=MetricSource.choices, default=MetricSource.CUSTOM)
    check_row = models.ForeignKey(
        Check, null=True, blank=True, on_delete=models.CASCADE, related_name="metrics"
    )
    provider = models.ForeignKey(
        MetricsProvider, null=True, blank=True, on_delete=models.CASCADE, related_name="metrics"
    )
    identifier = models.CharField(max_length=2000, blank=True, default="")
    transform = models.CharField(
        max_length=16, choices=MetricTransform.choices, default=MetricTransform.AVERAGE
    )
    application_id = models.CharField(max_length=255, blank=True, default="")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    suffix = models.CharField(max_length=50, blank=True, default="")
    rollup = models.CharField(max_length=12, choices=MetricRollup.choices, default=MetricRollup.MEAN)
    decimals = models.PositiveSmallIntegerField(default=0)
    display = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    y_min = models.FloatField(null=True, blank=True)
    y_max = models.FloatField(null=True, blank=True)
    y_hidden = models.BooleanField(default=False)
    backfilled = models.BooleanField(default=False)
    backfill_percentage = models.PositiveSmallIntegerField(default=0)
    threshold_above = models.FloatField(null=True, blank=True)
    threshold_below = models.FloatField(null=True, blank=True)
    side = models.CharField(
        max_length=5, choices=MetricSide.choices, blank=True, default=MetricSide.INSIDE, editable=False
    )
    last_point_at = models.DateTimeField(null=True, blank=True)
    last_value = models.FloatField(null=True, blank=True, editable=False)
    hours_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    fetched_from = models.DateTimeField(null=True, blank=True, editable=False)
    fetched_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    past_refusals = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[models.Manager["Metric"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ("position", "id")
        constraints = (
            one_of("source", MetricSource, name="metric_source_word"),
            one_of("rollup", MetricRollup, name="metric_rollup_word"),
            one_of("transform", MetricTransform, name="metric_transform_word"),
            one_of("side", MetricSide, name="metric_side_word"),
            models.CheckConstraint(
                condition=Q(threshold_above__isnull=True)
                | Q(threshold_below__isnull=True)
                | Q(threshold_below__lt=models.F("threshold_above")),
                name="metric_thresholds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(y_min__isnull=True) | Q(y_max__isnull=True) | Q(y_min__lt=models.F("y_max")),
                name="metric_axis_in_order",
            ),
            models.CheckConstraint(
                condition=Q(source=MetricSource.CUSTOM)
                | Q(source=MetricSource.CHECK, check_row__isnull=False)
                | Q(source=MetricSource.PROVIDER, provider__isnull=False),
                name="metric_has_its_source",
            ),
        )

    def __str__(self) -> str:
        return self.name


class DataPoint(models.Model):
    """One minute of a metric; a later value for the same minute replaces it. Kept for 30 days."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="points", db_index=False)
    minute = models.DateTimeField()
    value = models.FloatField()

    objects: ClassVar[models.Manager["DataPoint"]] = models.Manager()

    class Meta:
        verbose_name = _("data point")
        verbose_name_plural = _("data points")
        constraints = (models.UniqueConstraint(fields=("metric", "minute"), name="point_once_per_minute"),)

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.value}"


class DataPointHour(models.Model):
    """An hour of a metric's points, kept after the points themselves are gone."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="hours", db_index=False)
    start = models.DateTimeField()
    count = models.PositiveIntegerField()
    total = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()

    objects: ClassVar[models.Manager["DataPointHour"]] = models.Manager()

    class Meta:
        verbose_name = _("hour of data points")
        verbose_name_plural = _("hours of data points")
        constraints = (models.UniqueConstraint(fields=("metric", "start"), name="point_hour_once"),)

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}"


class MetricAudience(models.Model):
    """Who may see a metric of a restricted page: one member or one group."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="audience")
    member = models.ForeignKey(
        AudienceMember, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_audience"
    )
    group = models.ForeignKey(
        AudienceGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="metric_audience"
    )

    objects: ClassVar[models.Manager["MetricAudience"]] = models.Manager()

    class Meta:
        verbose_name = _("audience of a metric")
        verbose_name_plural = _("audiences of metrics")
        constraints = (
            models.CheckConstraint(
                condition=Q(member__isnull=True, group__isnull=False)
                | Q(member__isnull=False, group__isnull=True),
                name="metric_audience_is_one",
            ),
            models.UniqueConstraint(
                fields=("metric", "member"), condition=Q(member__isnull=False), name="metric_member_once"
            ),
            models.UniqueConstraint(
                fields=("metric", "group"), condition=Q(group__isnull=False), name="metric_group_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric} for {self.member or self.group}"
