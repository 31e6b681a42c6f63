from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents, maintenance, updates, templates and postmortems."""

    name = "incidents"
    label = "incidents"
    verbose_name = "Incidents and maintenance"
