"""What the embed settings look like."""

from typing import Any

from statuspage.models import Page, StatusEmbedConfig

FIELDS = (
    "position",
    "incident_background_color",
    "incident_text_color",
    "maintenance_background_color",
    "maintenance_text_color",
)


def embed_config_shape(page: Page, config: StatusEmbedConfig) -> dict[str, Any]:
    """Place and colours; the page is named because a config of defaults is not stored."""
    return {"page_id": page.uid, **{field: getattr(config, field) for field in FIELDS}}
