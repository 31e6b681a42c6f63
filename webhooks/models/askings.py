"""What was sent because somebody asked for it: what keeps addresses and domains from being flooded."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Asking(models.Model):
    """A message that leaves ``at`` a moment, or left, because somebody asked for it.

    ``mailbox`` is a keyed hash of what is reached, the same for all spellings; ``domain`` what limits are
    counted by. ``step`` is the number of visitors' askings one after the other that nobody answered; the
    team's own (not ``by_visitor``) do not count against visitors.
    """

    mailbox = models.CharField(max_length=64)
    domain = models.CharField(max_length=253)
    at = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)
    by_visitor = models.BooleanField()

    objects: ClassVar[models.Manager["Asking"]] = models.Manager()

    class Meta:
        verbose_name = _("asking")
        verbose_name_plural = _("askings")
        indexes = (
            models.Index(fields=("mailbox", "at"), name="asking_of_mailbox"),
            models.Index(fields=("domain", "at"), name="asking_of_domain"),
            models.Index(fields=("at",), name="asking_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.domain} at {self.at}"
