"""Giving a key, or a new secret to one. A secret is shown in the answer to the act, and nowhere else."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apikeys.models import ApiKey
from apikeys.scopes import grants
from apikeys.selectors import key_home_page, key_may_see
from apikeys.services import IssuedKey, key_issue, key_rotate
from apikeys.use import use_of_key
from statuspage import links
from statuspage.models import Page
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmation
from web.dashboard.filled import Filled
from web.dashboard.forms import new_form, pressed
from web.dashboard.keys import form as forms
from web.dashboard.keys.views import key_found, pages_of
from web.dashboard.screens import screen

_LISTS = ("components", "incidents", "checks", "metrics", "webhooks", "subscribers")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_a_page(needs=TEAM)
def key_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form, and in answer to it the secret."""
    made: list[IssuedKey] = []

    def issue(form: Filled) -> HttpResponse:
        told = forms.read(dict(form.values), pages_of(page), page.time_zone)
        by, by_owner = actor_of(request), request.rights.owns
        made.append(key_issue(organization=page.organization, by=by, by_owner=by_owner, **told))
        return redirect("dashboard:key", page.slug, made[0].key.uid)

    answer = new_form(
        request,
        fresh=lambda: forms.values_fresh(page),
        sent=lambda: forms.values_sent(request.POST),
        make=issue,
        shown=lambda form: _form(request, page, form),
        places=forms.PLACES,
    )
    return _secret_shown(request, page, made[0]) if made else answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_a_page(needs=TEAM)
def key_renew(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, saying who stops working; then shows the new secret."""
    found = key_found(page, uid)
    back = reverse("dashboard:key", args=[page.slug, uid])
    if request.method == "POST":
        made: list[IssuedKey] = []

        def renew() -> HttpResponse:
            made.append(key_rotate(key=found, by=actor_of(request), by_owner=request.rights.owns))
            return redirect(back)

        answer = pressed(request, renew, back=back)
        return _secret_shown(request, page, made[0]) if made else answer
    return confirmation(
        request,
        page,
        section="keys",
        title=_("A new secret"),
        crumbs=[(found.name, back)],
        says=[
            _("The secret that is in use ends at once, and so do the credentials derived from it."),
            *uses_told(found),
        ],
        act=_("Give it a new secret"),
        back=back,
    )


def uses_told(found: ApiKey) -> list[str]:
    """Who would notice, in sentences."""
    used = use_of_key(found, now=timezone.now())
    if not used:
        return [_("Nobody has used it within the last day.")]
    total = sum(one.requests for one in used)
    text = ngettext(
        "Within the last day it made %(number)d request (%(doors)s). Whoever makes them will be refused.",
        "Within the last day it made %(number)d requests (%(doors)s). Whoever makes them will be refused.",
        total,
    )
    return [text % {"number": total, "doors": ", ".join(one.door for one in used)}]


def _secret_shown(request: PageRequest, page: Page, made: IssuedKey) -> HttpResponse:
    """A form that is sent again leads to the key instead, since its secret is kept nowhere."""
    context = {"key": made.key, "secret": made.secret, "example": _example(made.key, page)}
    return screen(request, page, "keys/secret", section="keys", title=made.key.name, context=context)


def _example(key: ApiKey, page: Page) -> str:
    """An address that this very key may read, to try it out on; empty if there is none so simple."""
    if grants(key.scopes, "pages:read"):
        return links.public_url("/api/v1/pages/")
    home = key_home_page(key) or page
    readable = [one for one in _LISTS if grants(key.scopes, f"{one}:read") and key_may_see(key, home)]
    return links.public_url(f"/api/v1/pages/{home.slug}/{readable[0]}/") if readable else ""


def _form(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    context = {"form": form, "grid": forms.grid(dict(form.values)), "pages": pages_of(page)}
    return screen(
        request, page, "keys/new", section="keys", title=_("New key"), context=context, status=form.status
    )
