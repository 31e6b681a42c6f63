from tests.api.statuspage.management.row import Row

_ONE = "/pages/{page_id}/components/{component_id}"

ROWS: tuple[Row, ...] = (
    Row(
        f"POST {_ONE}/page_access_users",
        lambda world: {"page_access_user_ids": [world.ids["page_access_user_id"]]},
    ),
    Row(f"DELETE {_ONE}/page_access_users"),
    Row(
        f"POST {_ONE}/page_access_groups",
        lambda world: {"page_access_group_ids": [world.ids["page_access_group_id"]]},
    ),
    Row(f"DELETE {_ONE}/page_access_groups"),
)
