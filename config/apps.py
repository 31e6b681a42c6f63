from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register

from config import checks


class ConfigConfig(AppConfig):
    """The composition root: registers the checks of the environment, and what clears closed pages away."""

    name = "config"
    label = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        """Listen to the journal; its models can only be imported now."""
        from config.edge.closing import forget_on_disk, on_closing

        register(checks.environment_is_sound, "candor")
        on_closing(forget_on_disk)


class OperatorsAdminConfig(AdminConfig):
    """Django's admin, as the operators of this installation see it."""

    default_site = "config.operators.OperatorsSite"
