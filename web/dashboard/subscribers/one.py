"""One subscriber: added, looked at, changed, asked again, told again, removed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.audience.counting import KINDS
from web.dashboard.confirming import confirmed
from web.dashboard.deliveries.rows import DeliveryRow
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form, there
from web.dashboard.screens import screen
from web.dashboard.stale import written
from web.dashboard.subscribers import form as forms
from web.dashboard.subscribers.rows import SubscriberRow, digests
from webhooks.models import Subscription
from webhooks.selectors.deliveries import Blots, deliveries_of
from webhooks.selectors.subscribers import subscriber_get
from webhooks.services import subscribers as services
from webhooks.services.subscribers import subscriber_unsubscribe

_LAST = 10


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def subscriber_new(request: PageRequest, page: Page) -> HttpResponse:
    """Subscribe somebody on the team's word: they are asked to confirm, unless they agreed already."""

    def add(form: Filled) -> HttpResponse:
        said = dict(form.values)
        agreed = said.pop("agreed")
        said["components"] = forms.chosen(page, said["components"])
        made = services.subscriber_add(page=page, skip_confirmation=agreed, by=actor_of(request), **said)
        told = _("They are told from now on.") if agreed else _("They are asked to confirm.")
        messages.success(request, told)
        return redirect("dashboard:subscriber", page.slug, made.uid)

    return new_form(
        request,
        fresh=lambda: forms.values_fresh(page),
        sent=lambda: {
            "kind": request.POST.get("kind", ""),
            "address": request.POST.get("address", "").strip(),
            "agreed": "agreed" in request.POST,
            **forms.values_sent(request.POST),
        },
        make=add,
        shown=lambda form: _form(request, page, form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=CONFIGURING)
def subscriber(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """What is known of somebody; what is sent changes what they are told of."""

    def save(found: Subscription, form: Filled) -> str:
        before = forms.values_of(found)
        changes = {name: value for name, value in form.values.items() if value != before[name]}
        if "scope" in changes or "components" in changes:
            changes |= {
                "scope": form.values["scope"],
                "components": forms.chosen(page, form.values["components"]),
            }
        services.subscriber_update(subscription=found, changes=changes, by=actor_of(request))
        return _("It is saved.")

    return change_form(
        request,
        find=lambda: _found(page, uid),
        values=forms.values_of,
        sent=lambda _found: forms.values_sent(request.POST),
        save=save,
        shown=lambda found, form: _shown(request, page, found, form),
        undo=_fields,
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def subscriber_ask_again(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Ask an unconfirmed address once more."""
    found, by = _found(page, uid), actor_of(request)
    return _acted(
        request,
        found,
        lambda: services.subscriber_resend_confirmation(subscription=found, by=by),
        _("They are asked once more."),
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def subscriber_tell_again(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take somebody out of quarantine."""
    found, by = _found(page, uid), actor_of(request)
    return _acted(
        request,
        found,
        lambda: services.subscriber_reactivate(subscription=found, by=by),
        _("They are out of quarantine."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def subscriber_remove(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more; then nothing is sent to them any more."""
    found = _found(page, uid)
    row = SubscriberRow.of(found)

    def remove() -> str:
        subscriber_unsubscribe(subscription=found, goodbye=True, by=actor_of(request))
        return _("They are told nothing more.")

    back = reverse("dashboard:subscriber", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=remove,
        onward=reverse("dashboard:subscribers", args=[page.slug]),
        section="subscribers",
        title=_("Remove the subscriber"),
        crumbs=[(row.address, back)],
        says=[
            _("Nothing more is sent to %(address)s, not even what is on its way.") % {"address": row.address},
            _(
                "Whoever is told by e-mail gets one last mail that says so; "
                "the address is forgotten after 30 days."
            ),
        ],
        act=_("Remove"),
        back=back,
    )


def _acted(request: PageRequest, found: Subscription, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, told)
    return redirect("dashboard:subscriber", found.page.slug, found.uid)


def _found(page: Page, uid: str) -> Subscription:
    return there(lambda: subscriber_get(page, uid))


def _fields(before: dict[str, Any]) -> list[tuple[str, str]]:
    single = [(name, before[name]) for name in ("scope", "language", "digest", "contact_email")]
    return [*single, *(("component", uid) for uid in before["components"])]


def _choices(page: Page) -> dict[str, object]:
    return {
        "components": list(components_of_page(page)),
        "languages": page.languages or ["en"],
        "digests": digests(),
    }


def _form(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    context = {"form": form, "kinds": list(KINDS.items()), **_choices(page)}
    return screen(
        request,
        page,
        "subscribers/new",
        section="subscribers",
        title=_("New subscriber"),
        context=context,
        status=form.status,
    )


def _shown(request: PageRequest, page: Page, found: Subscription, form: Filled) -> HttpResponse:
    blots = Blots()
    sent = deliveries_of(page).filter(subscription=found)[:_LAST]
    row = SubscriberRow.of(found)
    context = {
        "row": row,
        "subscription": found,
        "form": form,
        "was": written(forms.values_of(found)),
        "sent": [DeliveryRow.of(one, blots=blots) for one in sent],
        **_choices(page),
    }
    return screen(
        request,
        page,
        "subscribers/one",
        section="subscribers",
        title=row.address,
        context=context,
        status=form.status,
        follows=["deliveries"],
    )
