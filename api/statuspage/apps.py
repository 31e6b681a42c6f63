"""The door of Atlassian Statuspage."""

from django.apps import AppConfig


class StatuspageConfig(AppConfig):
    name = "api.statuspage"
    label = "api_statuspage"
