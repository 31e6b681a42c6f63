from typing import Any

from tests.api.statuspage.management.row import Row

_PATH = "/pages/{page_id}/metrics_providers"
_ONE = f"{_PATH}/{{metrics_provider_id}}"

_LIBRATO: dict[str, Any] = {
    "metrics_provider": {
        "type": "Librato",
        "email": "ops@acme.example",
        "api_token": "0123abcd",
        "metric_base_uri": "https://metrics-api.librato.com",
    }
}
_METRIC: dict[str, Any] = {
    "metric": {
        "name": "Requests",
        "metric_identifier": "nginx.requests",
        "transform": "sum",
        "suffix": "/min",
        "y_axis_min": 0,
        "y_axis_max": 500,
        "y_axis_hidden": False,
        "display": True,
        "decimal_places": 1,
        "tooltip_description": "Requests of all hosts.",
    }
}

ROWS: tuple[Row, ...] = (
    Row(f"GET {_PATH}"),
    Row(f"POST {_PATH}", _LIBRATO),
    Row(f"GET {_ONE}"),
    Row(f"PATCH {_ONE}", {"metrics_provider": {"metric_base_uri": "https://api.datadoghq.eu"}}),
    Row(f"PUT {_ONE}", _LIBRATO),
    Row(f"DELETE {_ONE}"),
    Row(f"GET {_ONE}/metrics", query={"page": 1, "per_page": 50}),
    Row(f"POST {_ONE}/metrics", _METRIC),
)
