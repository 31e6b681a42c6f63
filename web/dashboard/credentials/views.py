"""The values that clients of Stashboard sign their requests with, key by key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apikeys.exceptions import Forbidden, KeyConflict
from apikeys.models import ApiKey
from apikeys.selectors import keys_in_force
from apikeys.services import key_credentials_show
from apikeys.terms import ranks_with_owners
from statuspage.selectors import organizations_owned, organizations_run
from web.dashboard.access import actor_of, refused_note, user_of
from web.dashboard.screens import screen_beside


@dataclass(frozen=True, slots=True)
class Reached:
    """The keys in force of the organizations that somebody runs, and which of those are theirs."""

    keys: QuerySet[ApiKey]
    owned: frozenset[int]

    def is_shown(self, key: ApiKey) -> bool:
        """Keys that rank with owners are theirs alone."""
        return key.organization_id in self.owned or not ranks_with_owners(key)


def _of_keys(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives a view what whoever is signed in reaches; for those who run no organization 403."""

    @never_cache
    @login_required
    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        organizations = organizations_run(user_of(request))
        if not organizations.exists():
            raise PermissionDenied
        owned = organizations_owned(user_of(request)).values_list("pk", flat=True)
        return view(request, Reached(keys_in_force(organizations), frozenset(owned)), **arguments)

    return answer


@require_safe
@_of_keys
def keys(request: HttpRequest, reached: Reached) -> HttpResponse:
    """The keys in force; the values of each are one click further."""
    found = list(reached.keys)
    shown = [key for key in found if reached.is_shown(key)]
    context = {"keys": shown, "kept": len(found) - len(shown)}
    return screen_beside(request, "credentials/list", title=_title(), context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@_of_keys
def key(request: HttpRequest, reached: Reached, uid: str) -> HttpResponse:
    """One key, and its values when asked for: the journal tells who saw them, and who was refused."""
    found = reached.keys.filter(uid=uid).first()
    if found is None:
        raise Http404
    shown = None
    if request.method == "POST":
        try:
            by_owner = found.organization_id in reached.owned
            shown = key_credentials_show(key=found, by=actor_of(request), by_owner=by_owner)
        except KeyConflict:
            # It ended a moment ago, and with it this page.
            raise Http404 from None
        except Forbidden as error:
            refused_note(request, found.organization, error.code)
            raise PermissionDenied from None
    elif not reached.is_shown(found):
        raise PermissionDenied
    return screen_beside(
        request,
        "credentials/one",
        title=found.name,
        crumbs=[(_title(), reverse("credentials:keys"))],
        context={"key": found, "shown": shown},
    )


def _title() -> str:
    return _("Signing credentials")
