"""What the page looks like: colours, pictures, links and a style sheet, and how it would look with them."""

import re
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from statuspage.branding import DEFAULT_COLORS
from statuspage.exceptions import Invalid
from statuspage.languages import spoken
from statuspage.languages import written as written_in
from statuspage.models import Page, PagePicture
from statuspage.pictures import LIMITS, picture_read, told_of, too_big
from statuspage.policy import policy
from statuspage.services.looks import MOST_LINKS, clean_custom_css
from web.dashboard.access import CONFIGURING, PageRequest, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_form
from web.dashboard.stale import written
from web.public.branding import brand_css
from web.public.document import StatusSheet
from web.public.rendering import html

_SPARE = 2
"""So many empty rows for links follow the filled ones."""
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_PLACES = {"/colors/": "", "/links/": "link-"}


@dataclass(frozen=True, slots=True)
class Color:
    """A colour of the page by the name of its field."""

    field: str
    label: str | Promise

    @property
    def default(self) -> str:
        """The one that pages have by themselves."""
        return DEFAULT_COLORS[self.field]


_GROUPS: tuple[tuple[str | Promise, tuple[Color, ...]], ...] = (
    (
        _("The page, in the light"),
        (
            Color("css_body_background_color", _("Background")),
            Color("css_font_color", _("Text")),
            Color("css_light_font_color", _("Quiet text")),
            Color("css_border_color", _("Lines")),
            Color("css_link_color", _("Accent")),
        ),
    ),
    (
        _("How it is"),
        (
            Color("css_greens", _("Operational")),
            Color("css_yellows", _("Degraded performance")),
            Color("css_oranges", _("Partial outage")),
            Color("css_reds", _("Major outage")),
            Color("css_blues", _("Maintenance")),
            Color("css_no_data", _("No data")),
        ),
    ),
)
_COLORS = [color.field for _label, colors in _GROUPS for color in colors]


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def look(request: PageRequest, page: Page) -> HttpResponse:
    """The form beside a preview; what is sent changes the page."""
    try:
        pictures = _pictures(request) if request.method == "POST" else {}
    except Invalid as error:
        form = Filled(_filled_in(request.POST))
        form.refuse(error)
        return _shown(request, page, form)
    return page_form(
        request,
        page,
        route="settings-look",
        present=_present,
        sent=lambda: _filled_in(request.POST),
        read=lambda values: _read(values, page),
        shown=lambda form: _shown(request, page, form),
        fields=_fields,
        pictures=pictures,
        places=_PLACES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@of_a_page(needs=CONFIGURING)
def preview(request: PageRequest, page: Page) -> HttpResponse:
    """The public page with what the form says, for the frame beside it. Nothing is written.

    What cannot be saved is shown all the same, as far as it can be: colours that are hard to see as they
    would be drawn, and what is no colour not at all.
    """
    logo = _stored(page, "logo")
    if request.method == "POST":
        values = _sent(request.POST)
        chosen = {name: values[name] for name in _COLORS if _COLOR.fullmatch(values[name])}
        page.colors = {**_others(page), **chosen}
        page.links = [link for link in values["links"] if link["label"]]
        # What cannot be taken is told beside its field once it is sent.
        with suppress(Invalid):
            page.custom_css = clean_custom_css(values["custom_css"], pointer="/custom_css")
        with suppress(Invalid):
            sent = _pictures(request)
            if "logo" in sent:
                logo = _uploaded(page, sent["logo"])
    language = written_in(page)
    css = brand_css(page)
    with translation.override(spoken(language)):
        sheet = StatusSheet(page, base=f"/pages/{page.slug}", language=language)
        response = html(
            "status",
            sheet,
            kept=False,
            canonical="",
            figures=[],
            # It holds colours, and a style sheet that was judged to hold no markup.
            preview=mark_safe(css or " "),  # noqa: S308
            logo=logo,
        )
    digest = b64encode(sha256((css or " ").encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = policy(
        {"style-src": (f"'sha256-{digest}'",), "img-src": ("data:",)},
        script_src="'none'",
        connect_src="'none'",
        form_action="'none'",
        frame_ancestors="'self'",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _shown(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    rows = range(min(len(form.values["links"]) + _SPARE, MOST_LINKS))
    empty = {"label": "", "url": "", "place": "footer"}
    context = {
        "form": form,
        "was": written(_present(page)),
        "groups": [
            (label, [(color, form.values[color.field], form.errors.get(color.field)) for color in colors])
            for label, colors in _GROUPS
        ],
        "links": [
            (
                at,
                f"link-{at}",
                form.values["links"][at] if at < len(form.values["links"]) else empty,
                form.errors.get(f"link-{at}-label", []) + form.errors.get(f"link-{at}-url", []),
            )
            for at in rows
        ],
        "pictures": page.pictures,
        "limits": {kind: (limits.size // 1024, limits.side) for kind, limits in LIMITS.items()},
    }
    response = part_screen(request, page, "look", context=context, status=form.status)
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def _present(page: Page) -> dict[str, Any]:
    return {
        **{name: page.colors.get(name, "") for name in _COLORS},
        "links": [{"place": "footer", **link} for link in page.links],
        "custom_css": page.custom_css,
    }


def _filled_in(data: QueryDict) -> dict[str, Any]:
    """What was sent, beside what else may be wrong."""
    places = [f"link-{at}-{name}" for at in range(MOST_LINKS) for name in ("label", "url")]
    return {**_sent(data), **dict.fromkeys((*LIMITS, *places), "")}


def _sent(data: QueryDict) -> dict[str, Any]:
    rows = zip(data.getlist("link-label"), data.getlist("link-url"), data.getlist("link-place"), strict=False)
    return {
        **{name: data.get(name, "").strip() for name in _COLORS},
        "links": [
            {"label": str(label), "url": str(url), "place": str(place)}
            for label, url, place in rows
            if str(label).strip() or str(url).strip()
        ],
        "custom_css": data.get("custom_css", "").replace("\r\n", "\n"),
    }


def _read(values: dict[str, Any], page: Page) -> dict[str, Any]:
    # Colours that have no field here came by an API, and stay.
    return {
        "colors": {**_others(page), **{name: values[name] for name in _COLORS if values[name]}},
        "links": values["links"],
        "custom_css": values["custom_css"],
    }


def _fields(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield from ((name, values[name]) for name in (*_COLORS, "custom_css"))
    for link in values["links"]:
        yield from ((f"link-{name}", link[name]) for name in ("label", "url", "place"))


def _others(page: Page) -> dict[str, str]:
    return {name: color for name, color in page.colors.items() if name not in _COLORS}


def _pictures(request: PageRequest) -> dict[str, bytes | None]:
    """The files that were sent, and None for those that are to go. Raises `Invalid`."""
    found: dict[str, bytes | None] = {}
    for kind, limits in LIMITS.items():
        file = request.FILES.get(kind)
        if isinstance(file, UploadedFile):
            if (file.size or 0) > limits.size:
                raise too_big(kind, f"/{kind}")
            found[kind] = file.read()
        elif f"{kind}-remove" in request.POST:
            found[kind] = None
    return found


def _stored(page: Page, kind: str) -> str:
    """A picture inside of its address: a sandboxed frame sends no cookies, so closed pages show it none."""
    found = PagePicture.objects.filter(page=page, kind=kind).first()
    return _inside(found.content_type, bytes(found.data)) if found else ""


def _uploaded(page: Page, data: bytes | None) -> str:
    if data is None:
        return ""
    picture = picture_read(data, kind="logo", pointer="/logo")
    page.pictures = {**page.pictures, "logo": told_of(picture, "")}
    return _inside(picture.content_type, picture.data)


def _inside(content_type: str, data: bytes) -> str:
    return f"data:{content_type};base64,{b64encode(data).decode()}"
