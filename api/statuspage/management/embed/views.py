"""Place and colours of what other sites embed."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.embed.shapes import FIELDS, embed_config_shape
from api.statuspage.management.values import color, given, text
from statuspage import services
from statuspage.selectors import embed_config_get


class EmbedConfig(ManagementView):
    """The embed settings of a page."""

    scope = "pages"

    def get(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        return Response(embed_config_shape(page, embed_config_get(page)))

    def patch(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        sent = given(self.wrapped("status_embed_config"), *FIELDS)
        changes = {name: _clean(name, value) for name, value in sent.items()}
        config = services.embed_config_update(page=page, changes=changes, by=self.actor, now=self.now)
        return Response(embed_config_shape(page, config))

    put = patch


def _clean(name: str, value: Any) -> str:
    if name == "position":
        return text(value, "/position").strip().lower().replace("_", "-").replace(" ", "-")
    return color(value, f"/{name}")
