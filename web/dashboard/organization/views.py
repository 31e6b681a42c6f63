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
from statuspage.selectors import organizations_run, pages_overall
from statuspage.services import organization_update, page_create
from statuspage.status import page_description
from statuspage.validation import slug_from
from statuspage.zones import zone_names
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page, user_of
from web.dashboard.filled import Filled
from web.dashboard.looks import STATUS_LOOKS
from web.dashboard.once import form_token, once
from web.dashboard.screens import screen, screen_beside
from web.dashboard.settings.general import languages_offered
from web.dashboard.stale import merged, moved_on_refuse, written
from web.dashboard.undo import done_with_undo


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def organization(request: PageRequest, page: Page) -> HttpResponse:
    """Its name, which is changed here, and its pages."""
    if request.method != "POST":
        return _shown(request, page, Filled({"name": page.organization.name}))
    form = Filled({"name": request.POST.get("name", "")})

    def save() -> HttpResponse:
        held = Organization.objects.select_for_update().get(pk=page.organization_id)
        before = {"name": held.name}
        moved_on_refuse(request, before)
        organization_update(organization=held, changes=form.values, by=actor_of(request))
        done_with_undo(
            request,
            _("It is saved, and holds from now on."),
            url=request.path,
            fields=before.items(),
            now={"name": held.name},
        )
        return redirect("dashboard:organization", page.slug)

    try:
        return once(request, save)
    except DomainError as error:
        form.refuse(error)
        page.organization.refresh_from_db()
        form.values = merged(request, form.values, {"name": page.organization.name})
        return _shown(request, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page_new(request: HttpRequest) -> HttpResponse:
    """A page more, in an organization whose pages the person runs."""
    run = list(organizations_run(user_of(request)).order_by("name", "pk"))
    if not run:
        raise PermissionDenied
    fresh = {
        "name": "",
        "slug": "",
        "time_zone": settings.TIME_ZONE,
        "language": settings.LANGUAGE_CODE,
        "organization": run[0].uid,
    }
    form = Filled({name: request.POST.get(name, value) for name, value in fresh.items()})

    def create() -> HttpResponse:
        chosen = next((one for one in run if one.uid == form.values["organization"]), None)
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
        messages.success(request, _("The page is there. It shows what you add to it."))
        return redirect("dashboard:settings", made.slug)

    if request.method == "POST":
        try:
            return once(cast("PageRequest", request), create)
        except DomainError as error:
            form.refuse(error, languages="language")
    context = {
        "form": form,
        "once": form_token(),
        "run": run,
        "zones": sorted(zone_names()),
        "languages": languages_offered(),
    }
    response = screen_beside(request, "organization/new_page", title=_("New page"), context=context)
    response.status_code = form.status
    return response


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
