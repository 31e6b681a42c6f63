from django.apps import AppConfig


class WebPublicConfig(AppConfig):
    """The public status page."""

    name = "web.public"
    label = "web_public"
    verbose_name = "Public page"
