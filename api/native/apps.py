from django.apps import AppConfig


class ApiNativeConfig(AppConfig):
    """Our own REST API."""

    name = "api.native"
    label = "api_native"
    verbose_name = "Native API"
