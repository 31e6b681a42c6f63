"""`pages/{page}/embed/`: place and colours of what other sites embed."""

from typing import Any, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from api.base import fields
from api.base.views import OBJECT
from api.native.resource import NativeView
from api.native.schema.describe import describe
from api.native.values import Url
from api.native.words import PositionWord
from statuspage import links, services
from statuspage.models import Page
from statuspage.selectors import embed_config_get
from statuspage.vocabulary import EmbedPosition


class EmbedAnswer(TypedDict):
    """Place and colours of the banner; `script_url` and `frame_url` are what other sites put in."""

    position: PositionWord
    incident_background_color: str
    incident_text_color: str
    maintenance_background_color: str
    maintenance_text_color: str
    script_url: Url
    frame_url: Url


class EmbedInput(fields.StrictSerializer):
    """What may be set. Colours are three or six hexadecimal digits, readable on each other."""

    position = fields.ChoiceField(choices=EmbedPosition.choices, required=False)
    incident_background_color = fields.TextField(required=False)
    incident_text_color = fields.TextField(required=False)
    maintenance_background_color = fields.TextField(required=False)
    maintenance_text_color = fields.TextField(required=False)


_EXAMPLE: dict[str, Any] = {
    "position": "bottom-left",
    "incident_background_color": "#cf2f3a",
    "incident_text_color": "#ffffff",
    "maintenance_background_color": "#3f73d8",
    "maintenance_text_color": "#ffffff",
    "script_url": "https://status.acme.example/embed.js",
    "frame_url": "https://status.acme.example/embed/",
}


class PageEmbed(NativeView):
    """What other sites embed of a page."""

    tag = "Pages"
    scope = "pages"
    tagged = OBJECT

    @describe("embed_get", "Read what other sites embed", answer=EmbedAnswer, example=_EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.answer(self.one(self.get_page(page)))

    @describe(
        "embed_update",
        "Change what other sites embed",
        answer=EmbedAnswer,
        example=_EXAMPLE,
        body=EmbedInput,
        body_example={"position": "top-right", "incident_background_color": "#8c1d18"},
        note="A text that could not be read on its background (a contrast below 4.5) is refused.",
    )
    def patch(self, request: Request, page: str) -> Response:
        row = self.checked(lambda: self.get_page(page), self.one)
        changes = self.changes(EmbedInput, self.one(row))
        services.embed_config_update(page=row, changes=changes, by=self.actor)
        return self.answer(self.one(row))

    def one(self, page: Page) -> EmbedAnswer:
        """The settings as they are stored now."""
        config = embed_config_get(page)
        return {
            "position": PositionWord(config.position),
            "incident_background_color": config.incident_background_color,
            "incident_text_color": config.incident_text_color,
            "maintenance_background_color": config.maintenance_background_color,
            "maintenance_text_color": config.maintenance_text_color,
            "script_url": Url(links.embed_script_url(page)),
            "frame_url": Url(links.embed_frame_url(page)),
        }
