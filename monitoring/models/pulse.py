"""When our own parts were last seen alive."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pulse(models.Model):
    """The last sign of life of one of our processes (``worker``, ``beat``, ``region:<name>``).

    A row ``incidents:<page>`` is only locked: a page's checks open incidents one after the other.
    """

    name = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Pulse"]] = models.Manager()

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")

    def __str__(self) -> str:
        return self.name
