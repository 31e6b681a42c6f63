"""The door of Healthchecks."""

from django.apps import AppConfig


class HealthchecksConfig(AppConfig):
    name = "api.healthchecks"
    label = "api_healthchecks"
