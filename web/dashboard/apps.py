from django.apps import AppConfig


class WebDashboardConfig(AppConfig):
    """The browser dashboard."""

    name = "web.dashboard"
    label = "web_dashboard"
    verbose_name = "Dashboard"
