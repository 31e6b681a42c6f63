from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Commands over the whole house."""

    name = "ops"
    label = "ops"
    verbose_name = "Operations"
