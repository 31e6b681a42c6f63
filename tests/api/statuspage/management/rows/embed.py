from tests.api.statuspage.management.row import Row

_PATH = "/pages/{page_id}/status_embed_config"
_BODY = {"status_embed_config": {"position": "top-right", "incident_background_color": "#8c1d18"}}

ROWS: tuple[Row, ...] = (
    Row(f"GET {_PATH}"),
    Row(f"PATCH {_PATH}", _BODY),
    Row(f"PUT {_PATH}", _BODY),
)
