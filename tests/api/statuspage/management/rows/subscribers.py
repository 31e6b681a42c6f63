from tests.api.statuspage.management.row import Row

_PAGE = "/pages/{page_id}/subscribers"
_INCIDENT = "/pages/{page_id}/incidents/{incident_id}/subscribers"
_OF_INCIDENT = {"subscriber_id": "incident_subscriber_id"}
_NEW = {"email": "new@visitors.example", "skip_confirmation_notification": True}

ROWS: tuple[Row, ...] = (
    Row(f"GET {_PAGE}", query={"state": "all", "limit": 50, "page": 0, "sort_field": "created_at"}),
    Row(
        f"POST {_PAGE}",
        lambda world: {"subscriber": {**_NEW, "component_ids": [world.ids["component_id"]]}},
    ),
    Row(f"GET {_PAGE}/{{subscriber_id}}"),
    Row(f"PATCH {_PAGE}/{{subscriber_id}}", lambda world: {"component_ids": [world.ids["component_id"]]}),
    Row(f"DELETE {_PAGE}/{{subscriber_id}}", query={"skip_unsubscription_notification": "true"}),
    Row(f"POST {_PAGE}/{{subscriber_id}}/resend_confirmation"),
    Row(f"POST {_PAGE}/resend_confirmation", lambda world: {"subscribers": [world.ids["subscriber_id"]]}),
    Row(
        f"POST {_PAGE}/unsubscribe",
        {"subscribers": "all", "type": "email", "state": "all", "skip_unsubscription_notification": True},
    ),
    Row(f"POST {_PAGE}/reactivate", {"subscribers": "all", "type": "email"}),
    Row(f"GET {_PAGE}/count", query={"type": "email", "state": "all"}),
    Row(f"GET {_PAGE}/histogram_by_state"),
    Row(f"GET {_PAGE}/unsubscribed", query={"per_page": 10}),
    Row(f"GET {_INCIDENT}"),
    Row(f"POST {_INCIDENT}", {"subscriber": _NEW}),
    Row(f"GET {_INCIDENT}/{{subscriber_id}}", ids=_OF_INCIDENT),
    Row(f"DELETE {_INCIDENT}/{{subscriber_id}}", ids=_OF_INCIDENT),
    Row(f"POST {_INCIDENT}/{{subscriber_id}}/resend_confirmation", ids=_OF_INCIDENT),
)
