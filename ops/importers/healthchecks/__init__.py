"""Checks of a Healthchecks server: fetched over its API, read, and brought to a page here."""

from ops.importers.healthchecks.moving import HEALTHCHECKS

__all__ = ["HEALTHCHECKS"]
