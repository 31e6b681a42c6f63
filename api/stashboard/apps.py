"""The door of Stashboard."""

from django.apps import AppConfig


class StashboardConfig(AppConfig):
    name = "api.stashboard"
    label = "api_stashboard"
