"""The organization, and a new page in it."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from statuspage import links
from statuspage.exceptions import DomainError, Invalid
from statuspage.models import Membership, Organization, Page
from statuspage.selectors import organizations_run, pages_overall, pages_reached
from statuspage.services import member_add, organization_create, organization_update, page_create
from statuspage.status import page_description
from statuspage.validation import slug_from
from statuspage.vocabulary import MembershipRole
from statuspage.zones import zone_names
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page, refused_note, user_of
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form
from web.dashboard.looks import STATUS_LOOKS
from web.dashboard.once import form_token, once
from web.dashboard.screens import screen, screen_beside
from web.dashboard.settings.general import languages_offered
from web.dashboard.stale import written
from web.dashboard.start.lines import (
    lines_of,
    lines_refused,
    lines_try,
    values_fresh,
    values_sent,
    watches_of,
)
from webhooks.services.watching import addresses_watch


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def organization(request: PageRequest, page: Page) -> HttpResponse:
    """Its name, which is changed here, and its pages."""

    def save(held: Organization, form: Filled) -> str:
        organization_update(organization=held, changes=form.values, by=actor_of(request))
        return _("It is saved, and holds from now on.")

    def find() -> Organization:
        if request.method == "POST":
            page.organization.refresh_from_db()
        return page.organization

    return change_form(
        request,
        find=find,
        values=lambda held: {"name": held.name},
        sent=lambda _held: {"name": request.POST.get("name", "")},
        save=save,
        shown=lambda _held, form: _shown(request, page, form),
        lock=lambda held: Organization.objects.select_for_update().get(pk=held.pk),
        undo=dict.items,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page_new(request: HttpRequest) -> HttpResponse:
    """A page more, in an organization whose pages the person runs."""
    run = list(organizations_run(user_of(request)).order_by("name", "pk"))
    # Whoever runs the installation begins it, where nobody has done so yet.
    begins = not run and user_of(request).is_staff and not Organization.objects.exists()
    if not run and not begins:
        if request.method == "POST":
            for organization in Organization.objects.filter(memberships__user=user_of(request)):
                refused_note(request, organization)
        raise PermissionDenied
    fresh = {
        "name": "",
        "slug": "",
        "time_zone": settings.TIME_ZONE,
        "language": settings.LANGUAGE_CODE,
        "organization": run[0].uid if run else "",
    }
    form = Filled(
        {
            **{name: request.POST.get(name, value) for name, value in fresh.items()},
            **(values_sent(request.POST) if request.method == "POST" else values_fresh()),
        }
    )
    lines = lines_of(form.values)

    def create() -> HttpResponse:
        chosen = next((one for one in run if one.uid == form.values["organization"]), None)
        watches = watches_of(lines) if lines else []
        if begins:
            chosen = _begun(request, form.values["name"])
        if chosen is None:
            detail = _("There is no such organization any more.")
            raise Invalid.at("/organization", "not_found", detail)
        made = page_create(
            organization=chosen,
            name=form.values["name"],
            slug=form.values["slug"].strip() or slug_from(form.values["name"], fallback="page"),
            time_zone=form.values["time_zone"],
            languages=[form.values["language"]],
            by=actor_of(request),
        )
        addresses_watch(page=made, watches=watches, by=actor_of(request))
        messages.success(request, _("The page is there. It shows what you add to it."))
        return redirect("dashboard:overview", made.slug)

    if request.method == "POST" and request.POST.get("do") == "try":
        try:
            lines_try(Page(organization=run[0]) if run else Page(), lines)
        except DomainError as error:
            form.refuse(error)
    elif request.method == "POST":
        try:
            return once(cast("PageRequest", request), create)
        except DomainError as error:
            form.refuse(lines_refused(lines, error), languages="language")
    context = {
        "form": form,
        "lines": lines if request.method == "POST" else [],
        "once": form_token(),
        "run": run,
        "is_first": not pages_reached(user_of(request)).exists(),
        "unfolded": bool(form.errors.keys() & {"time_zone", "language"}),
        "zones": sorted(zone_names()),
        "languages": languages_offered(),
    }
    response = screen_beside(request, "organization/new_page", title=_("New page"), context=context)
    # Trying out refuses nothing that was sent to be kept.
    response.status_code = 200 if request.POST.get("do") == "try" else form.status
    return response


def _begun(request: HttpRequest, name: str) -> Organization:
    """The first organization of all, named after its page, with whoever begins it as its owner."""
    begun = organization_create(name=name, by=actor_of(request))
    member_add(organization=begun, user=user_of(request), role=MembershipRole.OWNER, by=actor_of(request))
    return begun


def _shown(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    owner = page.organization
    pages = list(Page.living.filter(organization=owner).order_by("name", "pk"))
    overall = pages_overall(pages)
    links.first_known(pages)
    rows: list[dict[str, Any]] = [
        {
            "page": one,
            "address": f"{links.page_url(one)}/",
            "look": STATUS_LOOKS[overall[one.pk]],
            "state": page_description(overall[one.pk]),
        }
        for one in pages
    ]
    context = {
        "form": form,
        "was": written({"name": owner.name}),
        "rows": rows,
        "people": Membership.objects.filter(organization=owner).count(),
    }
    return screen(
        request,
        page,
        "organization/one",
        section="organization",
        context=context,
        status=form.status,
    )
