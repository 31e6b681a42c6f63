"""What every outward table shares."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from statuspage.ids import UID_LENGTH, new_uid

LIVING = Q(deleted_at__isnull=True)
Row = TypeVar("Row", bound=models.Model)


def one_of(field: str, words: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """The database's own guard that a column holds one of the domain's words."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [word.value for word in words]}), name=name)


class Outward(models.Model):
    """An object that the outside may name: by its ``uid``, never by its database key."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class LivingManager(models.Manager[Row]):
    """Only what has not been deleted: what doors list."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(LIVING)


class Deletable(models.Model):
    """Deleting sets ``deleted_at``: the past keeps names and uids, slugs become free (design, rule 10).

    ``objects`` reaches every row, ``living`` only those that doors may list.
    """

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
