from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    """Keys, scopes, rate limits, the access log and idempotency records."""

    name = "apikeys"
    label = "apikeys"
    verbose_name = "API keys"
