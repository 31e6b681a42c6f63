from django.apps import AppConfig


class StatuspageConfig(AppConfig):
    """The ground floor: people, organizations, pages, components, status and the journal."""

    name = "statuspage"
    label = "statuspage"
    verbose_name = "Status pages"
