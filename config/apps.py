from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register

from config import checks


class ConfigConfig(AppConfig):
    """The composition root: registers the checks that judge the environment as a whole."""

    name = "config"
    label = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        register(checks.environment_is_sound, "candor")


class OperatorsAdminConfig(AdminConfig):
    """Django's admin, as the operators of this installation see it."""

    default_site = "config.operators.OperatorsSite"
