"""What other sites embed: a script that shows what is going on, what that script asks for, and a frame."""

import json
from functools import cached_property
from typing import Any, NotRequired, TypedDict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt

from incidents import selectors as incidents
from incidents.models import Incident
from incidents.vocabulary import IncidentKind, IncidentStatus
from statuspage import links
from statuspage.models import StatusEmbedConfig
from statuspage.selectors import embed_config_get, page_overall
from statuspage.status import page_description
from web.public.document import Sheet
from web.public.framing import answers_scripts, of_a_public_page, shared
from web.public.rendering import html
from web.public.words import LOOKS

MOST = 20
"""More notices than anybody reads; the page has them all."""
FRAMED = 3
"""How many the frame names."""

_FRAME_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)


class Notice(TypedDict):
    """One incident or maintenance; `told` says what it is and how far."""

    id: str
    kind: str
    name: str
    told: str
    url: str
    language: NotRequired[str]


class EmbedSheet(Sheet):
    """What is going on at a page."""

    @cached_property
    def config(self) -> StatusEmbedConfig:
        """Place and colours."""
        return embed_config_get(self.page)

    @cached_property
    def notices(self) -> list[Notice]:
        """Incidents newest first, then maintenance that runs."""
        found = incidents.incidents_under_way(self.page, sight=self.sight)
        return [self._notice(incident) for incident in found[:MOST]]

    def more(self, named: int) -> str:
        """What is said of the notices that are not named, if there are any."""
        left = len(self.notices) - named
        return _more(left) if left > 0 else ""

    @property
    def news(self) -> dict[str, Any]:
        """All that the script knows; the same until something changes."""
        config, address = self.config, links.page_url(self.page)
        return {
            "page": self.page.uid,
            "title": self.title,
            "url": f"{address}/",
            "source": links.embed_script_url(self.page),
            "language": self.spoken,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "position": config.position,
            "colors": {
                "incident": [config.incident_background_color, config.incident_text_color],
                "maintenance": [config.maintenance_background_color, config.maintenance_text_color],
            },
            "notices": self.notices,
            # For tabs whose script is older than `others`.
            "more": self.more(1),
            # What is said of one more, of two and so on: the script knows what its visitor dismissed.
            "others": [_more(count) for count in range(1, len(self.notices))],
            "dismiss": _("Dismiss"),
        }

    def _notice(self, incident: Incident) -> Notice:
        incident.page = self.page
        name = self.said(incident, "name")
        notice = Notice(
            id=incident.uid,
            kind=incident.kind,
            name=name,
            told=f"{IncidentKind(incident.kind).label} · {IncidentStatus(incident.status).label}",
            url=incidents.incident_url(incident),
        )
        return notice if name.language == self.spoken else {**notice, "language": name.language}


@of_a_public_page(EmbedSheet)
def script(request: HttpRequest, sheet: EmbedSheet) -> HttpResponse:
    """The script, which knows what is going on as it is loaded."""
    # Safe in a script wherever it stands: only ASCII, and no "<".
    told = mark_safe(json.dumps(sheet.news).replace("<", "\\u003c"))  # noqa: S308
    body = render_to_string("public/embed.js", {"told": told})
    return shared(HttpResponse(body, content_type="text/javascript; charset=utf-8"))


@answers_scripts
@of_a_public_page(EmbedSheet)
def news(request: HttpRequest, sheet: EmbedSheet) -> HttpResponse:
    """What the script asks for from time to time."""
    return shared(JsonResponse(sheet.news))


@of_a_public_page(whole=False)
def colors(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The colours of the frame. They were judged when they were stored."""
    config = embed_config_get(sheet.page)
    css = (
        f".incident{{background:{config.incident_background_color};color:{config.incident_text_color}}}\n"
        f".maintenance{{background:{config.maintenance_background_color};"
        f"color:{config.maintenance_text_color}}}\n"
    )
    return shared(HttpResponse(css, content_type="text/css; charset=utf-8"))


@xframe_options_exempt
@of_a_public_page(EmbedSheet)
def frame(request: HttpRequest, sheet: EmbedSheet) -> HttpResponse:
    """A small page for frames of other sites: how all is, and what is going on. It can only be read."""
    overall = page_overall(sheet.page, sight=sheet.sight)
    response = html(
        "embed",
        sheet,
        canonical=f"{links.page_url(sheet.page)}/",
        look=LOOKS[overall],
        headline=page_description(overall),
        notices=sheet.notices[:FRAMED],
        more=sheet.more(FRAMED),
        more_when_low=sheet.more(1),
    )
    response.headers["Content-Security-Policy"] = _FRAME_POLICY
    return shared(response)


def _more(count: int) -> str:
    return ngettext("and %(count)d more", "and %(count)d more", count) % {"count": count}
