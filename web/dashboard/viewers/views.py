"""Who may see the page: its visibility, and the members and groups of a restricted one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.exceptions import Invalid
from statuspage.models import AudienceGroup, Component, Page
from statuspage.selectors import (
    audience_group_get,
    audience_groups_of,
    audience_member_get,
    components_of_page,
)
from statuspage.services import (
    audience_group_create,
    audience_group_delete,
)
from statuspage.vocabulary import PageVisibility
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import acted, pressed, there
from web.dashboard.screens import screen
from web.dashboard.settings.saving import page_form
from web.dashboard.stale import written
from web.dashboard.viewers.listed import listed, members_shown
from webhooks.services.subscribers import (
    audience_member_create_with_mails,
    audience_member_delete_with_mails,
)

_VISIBILITIES = (
    (PageVisibility.PUBLIC, gettext_lazy("Everybody")),
    (PageVisibility.PASSWORD, gettext_lazy("Whoever knows the password")),
    (PageVisibility.RESTRICTED, gettext_lazy("The members below, each what was granted to them")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def viewers(request: PageRequest, page: Page) -> HttpResponse:
    """What the page asks of its visitors; a password is taken and never shown."""

    def read(values: dict[str, Any]) -> dict[str, Any]:
        del values["password"]
        password = request.POST.get("password", "")
        return {**values, "password": password} if password else values

    return page_form(
        request,
        page,
        present=_present,
        sent=lambda: {
            "visibility": request.POST.get("visibility", ""),
            "viewers_must_be_team_members": "viewers_must_be_team_members" in request.POST,
            "ip_restrictions": request.POST.get("ip_restrictions", ""),
            "password": "",
        },
        read=read,
        shown=lambda form: _shown(request, page, settings=form),
        route="viewers",
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def member_add(request: PageRequest, page: Page) -> HttpResponse:
    """Let somebody see what is chosen, and what their groups see."""
    form = Filled(
        {
            "email": request.POST.get("email", ""),
            "external_login": request.POST.get("external_login", ""),
            "subscribe": "subscribe" in request.POST,
            "groups": request.POST.getlist("group"),
            "components": request.POST.getlist("component"),
        }
    )

    def add() -> HttpResponse:
        audience_member_create_with_mails(
            page=page,
            email=form.values["email"],
            external_login=form.values["external_login"],
            subscribe=form.values["subscribe"],
            groups=_groups(page, form.values["groups"]),
            components=_components(page, form.values["components"]),
            by=actor_of(request),
        )
        return _back(request, page, _("The member is added."))

    return acted(request, form, add, shown=lambda: _shown(request, page, member=form))


@require_POST
@of_a_page(needs=CONFIGURING)
def member_drop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Let a member go, with all that they are told."""

    member = there(lambda: audience_member_get(page, uid))

    def drop() -> HttpResponse:
        audience_member_delete_with_mails(member=member, by=actor_of(request))
        return _back(request, page, _("The member is removed."))

    return pressed(request, drop, back=reverse("dashboard:viewers", args=[page.slug]))


@require_POST
@of_a_page(needs=CONFIGURING)
def group_add(request: PageRequest, page: Page) -> HttpResponse:
    """A group whose members see the chosen components."""
    form = Filled({"name": request.POST.get("name", ""), "components": request.POST.getlist("component")})

    def add() -> HttpResponse:
        audience_group_create(
            page=page,
            name=form.values["name"],
            components=_components(page, form.values["components"]),
            by=actor_of(request),
        )
        return _back(request, page, _("The group is added."))

    return acted(request, form, add, shown=lambda: _shown(request, page, group=form))


@require_POST
@of_a_page(needs=CONFIGURING)
def group_drop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take a group away; its members stay."""

    group = there(lambda: audience_group_get(page, uid))

    def drop() -> HttpResponse:
        audience_group_delete(group=group, by=actor_of(request))
        return _back(request, page, _("The group is removed."))

    return pressed(request, drop, back=reverse("dashboard:viewers", args=[page.slug]))


def _back(request: PageRequest, page: Page, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("dashboard:viewers", page.slug)


def _groups(page: Page, uids: list[str]) -> list[AudienceGroup]:
    known = {group.uid: group for group in audience_groups_of(page)}
    if set(uids) - known.keys():
        raise Invalid.at("/groups", "not_found", _("There is no such group on this page any more."))
    return [group for uid, group in known.items() if uid in uids]


def _components(page: Page, uids: list[str]) -> list[Component]:
    known = {component.uid: component for component in components_of_page(page)}
    if set(uids) - known.keys():
        raise Invalid.at("/components", "not_found", _("There is no such component on this page any more."))
    return [component for uid, component in known.items() if uid in uids]


def _shown(
    request: PageRequest,
    page: Page,
    *,
    settings: Filled | None = None,
    member: Filled | None = None,
    group: Filled | None = None,
) -> HttpResponse:
    groups = list(audience_groups_of(page))
    # The addresses that take a member or a group show nothing to whoever only follows a link there.
    is_sent_elsewhere = member is not None or group is not None
    found = listed(groups).read(members_shown(page), QueryDict() if is_sent_elsewhere else request.GET)
    settings = settings or Filled(_present(page))
    member = member or Filled(
        {"email": "", "external_login": "", "subscribe": True, "groups": [], "components": []}
    )
    group = group or Filled({"name": "", "components": []})
    context = {
        "settings": settings,
        "was": written(_present(page)),
        "new_member": member,
        "new_group": group,
        "visibilities": _VISIBILITIES,
        "has_password": bool(page.password_hash) and page.visibility == PageVisibility.PASSWORD,
        "list": found.still() if is_sent_elsewhere else found,
        "groups": groups,
        "components": list(components_of_page(page)),
    }
    status = max(form.status for form in (settings, member, group))
    return screen(request, page, "viewers/page", section="viewers", context=context, status=status)


def _present(page: Page) -> dict[str, Any]:
    return {
        "visibility": page.visibility,
        "viewers_must_be_team_members": page.viewers_must_be_team_members,
        "ip_restrictions": page.ip_restrictions,
        "password": "",
    }
