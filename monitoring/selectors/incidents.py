"""Incidents that speak for the failures of a check."""

from __future__ import annotations

from django.db.models import QuerySet

from monitoring.models import Check, CheckIncident


def incidents_of_check(check: Check) -> QuerySet[CheckIncident]:
    """The ties of a check to living incidents, drafts too, newest first, with the incidents."""
    ties = CheckIncident.objects.filter(check_row=check, incident__deleted_at__isnull=True)
    return ties.select_related("incident").order_by("-opened_at", "-pk")
