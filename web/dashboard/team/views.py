"""The people of the organization: who they are, and what they may do on which page."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from statuspage.models import Membership, Page, PageRole
from statuspage.selectors.invitations import invitations_open
from statuspage.services import member_remove, member_rights_set
from statuspage.vocabulary import PAGE_ROLES, MembershipRole, PageRoleName
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, pressed
from web.dashboard.screens import screen
from web.dashboard.stale import written
from web.dashboard.team.inviting import link_once
from web.dashboard.team.listed import LISTED, people_ranked
from web.dashboard.team.rights import READS, owners_keep, pages_of, pages_sent


@require_safe
@of_a_page(needs=TEAM)
def team(request: PageRequest, page: Page) -> HttpResponse:
    """Everybody, narrowed and sorted as the address says, and who is invited."""
    found = LISTED.read(people_ranked(_members(page)), request.GET)
    context = {
        "list": found,
        "people": [(member, _pages_of(member)) for member in found.rows],
        "invitations": list(invitations_open(page.organization)),
        "now": timezone.now(),
        "link": link_once(request, page),
    }
    return screen(request, page, "team/list", section="team", context=context, follows=["organization"])


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def teammate(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One person: their role, and for a plain member what they may do on each page."""
    pages = pages_of(page)
    sent, roles = pages_sent(request, pages)

    def save(held: Membership, form: Filled) -> str:
        owners_keep(request, held.role, form.values["role"])
        member_rights_set(membership=held, role=form.values["role"], roles=roles, by=actor_of(request))
        return _("It is saved, and holds from their next click on.")

    return change_form(
        request,
        find=lambda: _found(page, uid),
        values=_present,
        sent=lambda _held: {"role": request.POST.get("role", ""), "pages": sent},
        save=save,
        shown=lambda member, form: _shown(request, page, member, pages, form),
        lock=lambda member: Membership.objects.select_for_update().filter(pk=member.pk).first(),
        undo=_fields,
        places={"roles": "pages"},
    )


@require_POST
@of_a_page(needs=TEAM)
def teammate_drop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take a person out of the organization; their account stays."""

    def drop() -> HttpResponse:
        member = _found(page, uid)
        is_oneself = member.user_id == request.user.pk
        owners_keep(request, member.role)
        member_remove(membership=member, by=actor_of(request))
        messages.success(request, _("They no longer belong to the team."))
        return redirect("dashboard:home") if is_oneself else redirect("dashboard:team", page.slug)

    return pressed(request, drop, back=reverse("dashboard:teammate", args=[page.slug, uid]))


def _members(page: Page) -> QuerySet[Membership]:
    living = (
        PageRole.objects.filter(page__deleted_at=None).select_related("page").order_by("page__name", "pk")
    )
    rows = Membership.objects.filter(organization=page.organization_id)
    return rows.select_related("user", "organization").prefetch_related(Prefetch("page_roles", living))


def _found(page: Page, uid: str) -> Membership:
    member = _members(page).filter(user__uid=uid).first()
    if member is None:
        raise Http404
    return member


def _roles(row: PageRole) -> list[str]:
    return [READS, *(role for role in PAGE_ROLES if getattr(row, role))]


def _present(member: Membership) -> dict[str, Any]:
    return {"role": member.role, "pages": {row.page.uid: _roles(row) for row in member.page_roles.all()}}


def _fields(present: dict[str, Any]) -> list[tuple[str, str]]:
    """What the form sends of somebody with these rights."""
    words = [(f"page-{page}", word) for page, held in present["pages"].items() for word in held]
    return [("role", present["role"]), *words]


def _pages_of(member: Membership) -> list[tuple[str, list[str]]]:
    """The pages that a plain member reaches, by name, with the words of their roles."""
    if member.role != MembershipRole.MEMBER:
        return []
    return [
        (row.page.name, [str(role.label) for role in PageRoleName if getattr(row, role)])
        for row in member.page_roles.all()
    ]


def _shown(
    request: PageRequest, page: Page, member: Membership, pages: list[Page], form: Filled
) -> HttpResponse:
    context = {
        "member": member,
        "form": form,
        "was": written(_present(member)),
        "roles": MembershipRole.choices,
        "pages": [(one, form.values["pages"].get(one.uid, [])) for one in pages],
        "words": PageRoleName.choices,
        "reads": READS,
        "is_oneself": member.user_id == request.user.pk,
    }
    return screen(
        request, page, "team/one", section="team", title=member.name, context=context, status=form.status
    )
