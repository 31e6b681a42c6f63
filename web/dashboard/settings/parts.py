"""The sub-screens of the settings: their order, and what leads from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from web.dashboard.access import CONFIGURING, TEAM, Need, PageRequest
from web.dashboard.screens import screen


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-screen: its template below `settings/`, and the name of its address."""

    name: str
    label: str | Promise
    route: str
    needs: Need = CONFIGURING


PARTS: tuple[Part, ...] = (
    Part("general", _("General"), "settings"),
    Part("look", _("Look"), "settings-look"),
    Part("viewers", _("Who may see it"), "viewers"),
    Part("domain", _("Domain"), "settings-domain"),
    Part("embed", _("Embed and badges"), "settings-embed"),
    Part("uptime", _("Uptime"), "settings-uptime"),
    Part("features", _("Features"), "settings-features"),
    Part("deletion", _("Delete the page"), "settings-deletion", TEAM),
)


def part_screen(
    request: PageRequest, page: Page, name: str, *, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """The sub-screen with this name, below a list of all that its reader reaches."""
    here = next(part for part in PARTS if part.name == name)
    parts = [
        (part.label, reverse(f"dashboard:{part.route}", args=[page.slug]), part is here)
        for part in PARTS
        if part.needs(request.rights)
    ]
    title = "" if here is PARTS[0] else str(here.label)
    shared = {"parts": parts, "part": here}
    return screen(
        request,
        page,
        f"settings/{name}",
        section="settings",
        title=title,
        context={**shared, **context},
        status=status,
    )
