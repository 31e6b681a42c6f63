"""Signed requests that came already."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apikeys.models.keys import ApiKey


class OAuthNonce(models.Model):
    """One request that was signed with a key's credentials (RFC 5849, 3.3): it is not taken again.

    ``digest`` stands for the token and the nonce, which clients choose freely.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="nonces")
    timestamp = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager["OAuthNonce"]] = models.Manager()

    class Meta:
        verbose_name = _("signed request")
        verbose_name_plural = _("signed requests")
        constraints = (
            models.UniqueConstraint(fields=("key", "timestamp", "digest"), name="oauth_nonce_once"),
        )
        indexes = (models.Index(fields=("timestamp",), name="oauth_nonce_by_age"),)

    def __str__(self) -> str:
        return f"{self.timestamp} {self.digest[:8]}"
