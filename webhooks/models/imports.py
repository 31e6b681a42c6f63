"""Lists of subscribers that are taken in bit by bit."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from statuspage.models.base import Outward, one_of
from webhooks.vocabulary import OPEN_IMPORTS, ImportState


class SubscriberImport(Outward):
    """A list of subscribers that a worker takes in, one open at a time on a page.

    Each of its ``total`` lines ends as ``added``, ``known`` or ``wrong``. ``reasons`` keeps the first of
    those that were left out, as ``[line, code, sentence]``, in the ``language`` of whoever asked. ``due_at``:
    when a worker shall take it up; while one (``token``) is at it, the end of its lease. ``tries`` counts how
    often it was taken up since it last came forward.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="subscriber_imports")
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    confirmed = models.BooleanField()
    total = models.PositiveIntegerField()
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=16, default="en")
    actor_kind = models.CharField(max_length=8)
    actor_uid = models.CharField(max_length=12, blank=True, default="")
    actor_label = models.CharField(max_length=255, blank=True, default="")
    actor_address = models.CharField(max_length=45, blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["SubscriberImport"]] = models.Manager()

    class Meta:
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")
        constraints = (
            one_of("state", ImportState, name="subscriber_import_state_word"),
            models.CheckConstraint(
                condition=Q(total__gte=F("added") + F("known") + F("wrong")),
                name="subscriber_import_within_its_total",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.DONE) | Q(total=F("added") + F("known") + F("wrong")),
                name="subscriber_import_done_with_all",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_IMPORTS, due_at__isnull=False, finished_at__isnull=True)
                | (~Q(state__in=OPEN_IMPORTS) & Q(due_at__isnull=True, finished_at__isnull=False)),
                name="subscriber_import_due_while_open",
            ),
            models.UniqueConstraint(
                fields=("page",),
                condition=Q(state__in=OPEN_IMPORTS),
                name="subscriber_import_one_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="subscriber_import_due"),
            models.Index(fields=("page", "created_at"), name="subscriber_import_of_page"),
        )

    def __str__(self) -> str:
        return f"{self.uid}: {self.worked_off} of {self.total}"

    @property
    def worked_off(self) -> int:
        """How many lines are behind it."""
        return self.added + self.known + self.wrong

    @property
    def is_open(self) -> bool:
        """Whether there is more to come."""
        return self.state in OPEN_IMPORTS


class ImportBatch(models.Model):
    """Lines of an import that are still to be taken in, as ``[number, cells]``; taking them in deletes it."""

    subscriber_import = models.ForeignKey(SubscriberImport, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    lines = models.JSONField()

    objects: ClassVar[models.Manager["ImportBatch"]] = models.Manager()

    class Meta:
        verbose_name = _("batch of an import")
        verbose_name_plural = _("batches of imports")
        constraints = (
            models.UniqueConstraint(fields=("subscriber_import", "number"), name="import_batch_once"),
        )

    def __str__(self) -> str:
        return f"{self.subscriber_import_id}/{self.number}"
