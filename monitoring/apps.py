from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Checks, heartbeats, probes, results, roll-ups and custom metrics."""

    name = "monitoring"
    label = "monitoring"
    verbose_name = "Monitoring"
