"""The keys of the organization, and one of them with all that is agreed about it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apikeys.models import ApiKey
from apikeys.selectors import key_get, keys_list
from apikeys.services import key_update
from apikeys.use import use_of_key
from statuspage.models import Page
from web.dashboard.access import TEAM, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form
from web.dashboard.keys import form as forms
from web.dashboard.keys.rows import KeyRow, may_of, state_of
from web.dashboard.lists import Choice, Column, ListOf, Search
from web.dashboard.screens import screen
from web.dashboard.stale import written


def _in_state(found: QuerySet[ApiKey], state: str) -> QuerySet[ApiKey]:
    ended = Q(revoked_at__isnull=False) | Q(expires_at__isnull=False, expires_at__lte=timezone.now())
    return found.filter(ended) if state == "ended" else found.exclude(ended)


def _mentioning(found: QuerySet[ApiKey], text: str) -> QuerySet[ApiKey]:
    return found.filter(Q(name__icontains=text) | Q(prefix__startswith=text[:16]))


_LISTED = ListOf[ApiKey](
    columns=(
        Column("state", gettext_lazy("State")),
        Column("name", gettext_lazy("Name"), by=(Lower("name"),)),
        Column("may", gettext_lazy("May")),
        Column("pages", gettext_lazy("On the pages")),
        Column("used", gettext_lazy("Last used"), by=("last_used_at",), falling=True),
        Column("ends", gettext_lazy("Ends"), by=("expires_at",)),
    ),
    filters=(
        Choice(
            "state",
            gettext_lazy("State"),
            (("active", gettext_lazy("In force")), ("ended", gettext_lazy("Ended"))),
            _in_state,
            everything=gettext_lazy("All"),
            tabs=True,
        ),
        Search(gettext_lazy("Search by name or beginning"), _mentioning),
    ),
)


@require_safe
@of_a_page(needs=TEAM)
def keys(request: PageRequest, page: Page) -> HttpResponse:
    """All of them, newest first, narrowed and sorted as the address says."""
    found = _LISTED.read(keys_list(page.organization), request.GET)
    now = timezone.now()
    context = {"list": found, "rows": [KeyRow.of(row, now) for row in found.rows]}
    return screen(request, page, "keys/list", section="keys", context=context, follows=["requests"])


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=TEAM)
def key(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One key; what is sent changes what is agreed about it, never its secret."""

    def save(found: ApiKey, form: Filled) -> str:
        changes = forms.read(dict(form.values), pages_of(page), page.time_zone)
        if form.values["ends"] == forms.values_of(found, page.time_zone)["ends"]:
            # A form says days; the moment that holds may be another one of the same day.
            del changes["expires_at"]
        key_update(key=found, changes=changes, by=actor_of(request), by_owner=request.rights.owns)
        return _("It is saved, and holds from the next request on.")

    return change_form(
        request,
        find=lambda: key_found(page, uid),
        values=lambda found: forms.values_of(found, page.time_zone),
        sent=lambda _found: forms.values_sent(request.POST),
        save=save,
        shown=lambda found, form: _shown(request, page, found, form),
        lock=lambda found: ApiKey.objects.select_for_update(of=("self",)).get(pk=found.pk),
        undo=_fields,
        places=forms.PLACES,
    )


def key_found(page: Page, uid: str) -> ApiKey:
    """A key of the page's organization, revoked ones too; else 404."""
    found = key_get(page.organization, uid)
    if found is None:
        raise Http404
    return found


def pages_of(page: Page) -> list[Page]:
    """The pages that a key can reach."""
    return list(Page.living.filter(organization=page.organization_id).order_by("name", "pk"))


def _fields(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What the form sends of a key with these values."""
    single = [(name, values[name]) for name in ("name", "preset", "reach", "default_page", "ends", "limit")]
    rights = [(f"scope-{one}", right) for one, _label, right in forms.grid(values) if right]
    return [*single, *rights, *(("page", uid) for uid in values["pages"])]


def _shown(request: PageRequest, page: Page, found: ApiKey, form: Filled) -> HttpResponse:
    now = timezone.now()
    state, look = state_of(found, now)
    context = {
        "key": found,
        "state": state,
        "look": look,
        "may": may_of(found.scopes),
        "use": use_of_key(found, now=now),
        "form": form,
        "grid": forms.grid(dict(form.values)),
        "pages": pages_of(page),
        "was": written(forms.values_of(found, page.time_zone)),
    }
    return screen(
        request,
        page,
        "keys/one",
        section="keys",
        title=found.name,
        context=context,
        status=form.status,
        follows=["requests"],
    )
