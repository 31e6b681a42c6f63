"""One webhook: set up, changed, paused, given a new secret, deleted."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmation
from web.dashboard.endpoints import form as forms
from web.dashboard.endpoints.acting import last_sent, switched, there
from web.dashboard.endpoints.rows import EndpointRow
from web.dashboard.filled import Filled
from web.dashboard.naming import told_of
from web.dashboard.once import once
from web.dashboard.screens import screen
from web.dashboard.stale import merged, moved_on_refuse, written
from webhooks.models import Subscription
from webhooks.selectors.deliveries import Blots
from webhooks.selectors.endpoints import webhook_get
from webhooks.services import endpoints as services
from webhooks.vocabulary import BodyFormat


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_a_page(needs=CONFIGURING)
def webhook_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form, and in answer to it the secret that deliveries are signed with."""
    if request.method != "POST":
        return _form(request, page, Filled(forms.webhook_fresh()))
    form = Filled(forms.webhook_sent(request.POST))

    def create() -> tuple[Subscription, str]:
        told = forms.webhook_told(page, form.values)
        return services.webhook_create(page=page, by=actor_of(request), **told)

    try:
        return _secret_once(request, page, create)
    except DomainError as error:
        form.refuse(forms.flat(error))
        return _form(request, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=CONFIGURING)
def webhook(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One webhook with what was sent to it; what is sent here changes it."""
    found = there(lambda: webhook_get(page, uid))
    if request.method != "POST":
        return _shown(request, page, found, Filled(forms.webhook_values(found)))
    form = Filled(forms.webhook_sent(request.POST))

    def change() -> HttpResponse:
        before = forms.webhook_values(webhook_get(page, uid))
        moved_on_refuse(request, before)
        told = forms.webhook_told(page, form.values)
        services.webhook_update(webhook=found, changes=told, by=actor_of(request))
        messages.success(request, _("It is saved, and holds from the next event on."))
        return redirect("dashboard:webhook", page.slug, uid)

    try:
        return once(request, change)
    except DomainError as error:
        form.refuse(forms.flat(error))
        found = there(lambda: webhook_get(page, uid))
        form.values = merged(request, form.values, forms.webhook_values(found))
        return _shown(request, page, found, form)


@require_POST
@of_a_page(needs=CONFIGURING)
def webhook_switch(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Pause it, or let it go on."""
    found, by = there(lambda: webhook_get(page, uid)), actor_of(request)
    return switched(
        request,
        found,
        "webhook",
        lambda wanted: services.webhook_update(webhook=found, changes={"enabled": wanted}, by=by),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_a_page(needs=CONFIGURING)
def webhook_renew(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more; then shows the new secret, beside which the old one signs for a day."""
    found = there(lambda: webhook_get(page, uid))
    if request.method == "POST":
        by = actor_of(request)
        try:
            return _secret_once(request, page, lambda: (found, services.webhook_rotate(webhook=found, by=by)))
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect("dashboard:webhook", page.slug, uid)
    return _confirmed(
        request,
        page,
        found,
        title=_("A new secret"),
        says=[
            _("For 24 hours each delivery is signed with both secrets, so that the receiver can change over.")
        ],
        act=_("Give it a new secret"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def webhook_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, then nothing is sent there any more."""
    found = there(lambda: webhook_get(page, uid))

    def delete() -> HttpResponse:
        services.webhook_delete(webhook=found, by=actor_of(request))
        messages.success(request, _("The webhook is deleted. What was sent stays in the list of deliveries."))
        return redirect("dashboard:webhooks", page.slug)

    if request.method == "POST":
        try:
            return once(request, delete)
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect("dashboard:webhooks", page.slug)
    return _confirmed(
        request,
        page,
        found,
        title=_("Delete the webhook"),
        says=[_("Nothing is sent there any more, not even what waits, and its secret is forgotten.")],
        act=_("Delete it"),
    )


def _secret_once(
    request: PageRequest, page: Page, act: Callable[[], tuple[Subscription, str]]
) -> HttpResponse:
    """Act once; a form that is sent again leads to the webhook, since its secret is shown once."""
    made: list[tuple[Subscription, str]] = []

    def do() -> HttpResponse:
        made.append(act())
        return redirect("dashboard:webhook", page.slug, made[0][0].uid)

    answer = once(request, do)
    if not made:
        return answer
    row, secret = made[0]
    context = {"row": row, "secret": secret, "until": row.previous_secret_until}
    return screen(request, page, "endpoints/secret", section="webhooks", title=told_of(row), context=context)


def _confirmed(
    request: PageRequest, page: Page, found: Subscription, *, title: str, says: list[str], act: str
) -> HttpResponse:
    back = reverse("dashboard:webhook", args=[page.slug, found.uid])
    return confirmation(
        request,
        page,
        section="webhooks",
        title=title,
        crumbs=[(told_of(found), back)],
        says=says,
        act=act,
        back=back,
    )


def _choices(page: Page) -> dict[str, object]:
    return {
        "components": list(components_of_page(page)),
        "families": forms.families(),
        "formats": BodyFormat.choices,
    }


def _form(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    return screen(
        request,
        page,
        "endpoints/webhook_new",
        section="webhooks",
        title=_("New webhook"),
        context={"form": form, **_choices(page)},
        status=form.status,
    )


def _shown(request: PageRequest, page: Page, found: Subscription, form: Filled) -> HttpResponse:
    test_url = reverse("dashboard:webhook-test", args=[page.slug, found.uid])
    context = {
        "row": EndpointRow.of(found, test_url=test_url, blots=Blots()),
        "subscription": found,
        "form": form,
        "was": written(forms.webhook_values(found)),
        "sent": last_sent(page, found),
        **_choices(page),
    }
    return screen(
        request,
        page,
        "endpoints/webhook",
        section="webhooks",
        title=told_of(found),
        context=context,
        status=form.status,
        follows=["deliveries"],
    )
