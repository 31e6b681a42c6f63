"""What the page is called and says of itself, its time and its languages."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.zones import zone_names
from web.dashboard.access import CONFIGURING, PageRequest, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_form
from web.dashboard.stale import written

_TEXTS = ("name", "slug", "headline", "description", "website_url", "support_url", "time_zone")


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def general(request: PageRequest, page: Page) -> HttpResponse:
    """The form; what is sent changes the page."""

    def shown(form: Filled) -> HttpResponse:
        context = {
            "form": form,
            "was": written(_present(page)),
            "languages": languages_offered(page),
            "zones": sorted(zone_names()),
        }
        return part_screen(request, page, "general", context=context, status=form.status)

    return page_form(
        request,
        page,
        route="settings",
        present=_present,
        sent=lambda: _sent(request.POST),
        read=_read,
        shown=shown,
        fields=_fields,
    )


def languages_offered(page: Page | None = None) -> list[tuple[str, str]]:
    """Tags with the languages' own names: ours, and those that the page has."""
    spoken = [code for code, _name in settings.LANGUAGES]
    codes = dict.fromkeys([*spoken, *(page.languages if page else ())])
    return [(code, str(LANG_INFO.get(code, {}).get("name_local", code)).capitalize()) for code in codes]


def _present(page: Page) -> dict[str, Any]:
    first, *others = page.languages or [settings.LANGUAGE_CODE]
    return {
        **{name: getattr(page, name) for name in _TEXTS},
        "language": first,
        "languages": sorted(others),
    }


def _sent(data: QueryDict) -> dict[str, Any]:
    first = data.get("language", "")
    return {
        **{name: data.get(name, "") for name in _TEXTS},
        "description": data.get("description", "").replace("\r\n", "\n"),
        "language": first,
        "languages": sorted(str(code) for code in {*data.getlist("languages")} - {first}),
    }


def _read(values: dict[str, Any]) -> dict[str, Any]:
    first, others = values.pop("language"), values.pop("languages")
    if not first:
        raise Invalid.at("/language", "required", _("Choose the language that your team writes in."))
    return {**values, "languages": [first, *others]}


def _fields(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield from ((name, values[name]) for name in (*_TEXTS, "language"))
    yield from (("languages", code) for code in values["languages"])
