"""What other sites embed: code to copy, how it looks, and the keys that jobs and badges know the page by."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from statuspage import links
from statuspage.models import Page
from statuspage.policy import policy
from statuspage.selectors import embed_config_get
from statuspage.services import embed_config_update, page_ping_key_rotate
from statuspage.vocabulary import EmbedPosition
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_held
from web.dashboard.stale import written

_FIELDS = (
    "position",
    "incident_background_color",
    "incident_text_color",
    "maintenance_background_color",
    "maintenance_text_color",
)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def embed(request: PageRequest, page: Page) -> HttpResponse:
    """The code, and a form for the banner's place and colours."""

    def save(held: Page, form: Filled) -> str:
        embed_config_update(page=held, changes=form.values, by=actor_of(request))
        return _("It is saved; other sites show it within a minute.")

    return change_form(
        request,
        find=lambda: page,
        values=_present,
        sent=lambda _held: {name: request.POST.get(name, "").strip() for name in _FIELDS},
        save=save,
        shown=lambda _held, form: _shown(request, page, form),
        lock=page_held,
        undo=dict.items,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def ping_key(request: PageRequest, page: Page) -> HttpResponse:
    """Asks once more, since every job that pings by the old key would be missed; then gives a new one."""

    def rotate() -> str:
        page_ping_key_rotate(page=page, by=actor_of(request))
        return _("The page has a new ping key.")

    back = reverse("dashboard:settings-embed", args=[page.slug])
    return confirmed(
        request,
        page,
        do=rotate,
        onward=back,
        section="settings",
        title=_("A new ping key"),
        crumbs=[(_("Embed and badges"), back)],
        says=[
            _("Jobs that ping by the old key find nothing from then on, and count as missing."),
            _("Checks that are pinged at an address of their own are not affected."),
        ],
        act=_("Give it a new ping key"),
        back=back,
    )


def _present(page: Page) -> dict[str, Any]:
    config = embed_config_get(page)
    return {name: getattr(config, name) for name in _FIELDS}


def _shown(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    address = f"{links.page_url(page)}/"
    badge = f"{address}badges/status.svg"
    frame = links.embed_frame_url(page)
    context = {
        "form": form,
        "was": written(_present(page)),
        "positions": EmbedPosition.choices,
        "is_open": page.is_open,
        "script": f'<script src="{links.embed_script_url(page)}" async></script>',
        "frame": f'<iframe src="{frame}" title="Status" width="320" height="220" loading="lazy"></iframe>',
        "markdown": f"[![Status]({badge})]({address})",
        "html": f'<a href="{address}"><img src="{badge}" alt="Status"></a>',
        "ping_url": links.public_url(f"/ping/{page.ping_key}/"),
        "heartbeats_badge": links.tag_badge_url(page),
    }
    response = part_screen(request, page, "embed", context=context, status=form.status)
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return response
