from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Everything that leaves when something happens: subscriptions, deliveries, attempts."""

    name = "webhooks"
    label = "webhooks"
    verbose_name = "Subscriptions and deliveries"
