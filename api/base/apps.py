from django.apps import AppConfig


class ApiBaseConfig(AppConfig):
    """What the JSON doors share: key authentication, the base view, paging, idempotency."""

    name = "api.base"
    label = "api_base"
    verbose_name = "API base"
