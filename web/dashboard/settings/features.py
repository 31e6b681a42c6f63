"""What visitors can do on the page: subscribe, by which ways, find it by searching, be counted."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from statuspage.models import Page
from statuspage.vocabulary import AnalyticsKind
from web.dashboard.access import CONFIGURING, PageRequest, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.settings.parts import part_screen
from web.dashboard.settings.saving import page_form
from web.dashboard.stale import written

_GROUPS = (
    (
        _("Visitors may subscribe to"),
        (
            ("allow_page_subscribers", _("the page, and single components of it")),
            ("allow_incident_subscribers", _("a single incident while it is open")),
        ),
    ),
    (
        _("They are told by"),
        (
            ("allow_email", _("mail")),
            ("allow_webhook", _("webhook")),
            ("allow_slack", _("Slack")),
            ("allow_teams", _("Microsoft Teams")),
            ("allow_discord", _("Discord")),
            ("allow_feeds", _("Atom and RSS feeds, and the calendar of maintenance")),
        ),
    ),
    (_("Search engines"), (("hidden_from_search", _("shall not list the page")),)),
)
_SWITCHES = [name for _label, switches in _GROUPS for name, _told in switches]
_MAIL = ("notifications_from_email", "notifications_email_footer")
_ANALYTICS = ("kind", "site", "host")


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def features(request: PageRequest, page: Page) -> HttpResponse:
    """The form; what is sent changes the page."""

    def shown(form: Filled) -> HttpResponse:
        context = {
            "form": form,
            "was": written(_present(page)),
            "groups": [
                (label, [(name, told, form.values[name]) for name, told in switches])
                for label, switches in _GROUPS
            ],
            "kinds": [("", _("Nobody")), *AnalyticsKind.choices],
        }
        return part_screen(request, page, "features", context=context, status=form.status)

    return page_form(
        request,
        page,
        route="settings-features",
        present=_present,
        sent=lambda: _sent(request.POST),
        read=_read,
        shown=shown,
        fields=_fields,
        places={"/analytics/": ""},
    )


def _present(page: Page) -> dict[str, Any]:
    return {
        **{name: getattr(page, name) for name in (*_SWITCHES, *_MAIL)},
        **{name: page.analytics.get(name, "") for name in _ANALYTICS},
    }


def _sent(data: QueryDict) -> dict[str, Any]:
    return {
        **{name: name in data for name in _SWITCHES},
        **{name: data.get(name, "").replace("\r\n", "\n") for name in (*_MAIL, *_ANALYTICS)},
    }


def _read(values: dict[str, Any]) -> dict[str, Any]:
    analytics = {name: values.pop(name).strip() for name in _ANALYTICS}
    return {**values, "analytics": analytics if analytics["kind"] else {}}


def _fields(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield from ((name, "on") for name in _SWITCHES if values[name])
    yield from ((name, values[name]) for name in (*_MAIL, *_ANALYTICS))
