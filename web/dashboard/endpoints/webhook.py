"""One webhook: set up, changed, paused, given a new secret, deleted."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmation, confirmed
from web.dashboard.endpoints import form as forms
from web.dashboard.endpoints.acting import last_sent, switched
from web.dashboard.endpoints.rows import EndpointRow
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form, pressed, there
from web.dashboard.naming import told_of
from web.dashboard.screens import screen
from web.dashboard.stale import written
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
    made: list[tuple[Subscription, str]] = []

    def create(form: Filled) -> HttpResponse:
        told = forms.webhook_told(page, form.values)
        made.append(services.webhook_create(page=page, by=actor_of(request), **told))
        return redirect("dashboard:webhook", page.slug, made[0][0].uid)

    answer = new_form(
        request,
        fresh=forms.webhook_fresh,
        sent=lambda: forms.webhook_sent(request.POST),
        make=create,
        shown=lambda form: _form(request, page, form),
        places=forms.flat,
    )
    return _secret_shown(request, page, *made[0]) if made else answer


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=CONFIGURING)
def webhook(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One webhook with what was sent to it; what is sent here changes it."""

    def save(found: Subscription, form: Filled) -> str:
        told = forms.webhook_told(page, form.values)
        services.webhook_update(webhook=found, changes=told, by=actor_of(request))
        return _("It is saved, and holds from the next event on.")

    return change_form(
        request,
        find=lambda: there(lambda: webhook_get(page, uid)),
        values=forms.webhook_values,
        sent=lambda _found: forms.webhook_sent(request.POST),
        save=save,
        shown=lambda found, form: _shown(request, page, found, form),
        places=forms.flat,
    )


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
    back = reverse("dashboard:webhook", args=[page.slug, uid])
    if request.method == "POST":
        made: list[str] = []

        def renew() -> HttpResponse:
            made.append(services.webhook_rotate(webhook=found, by=actor_of(request)))
            return redirect(back)

        answer = pressed(request, renew, back=back)
        return _secret_shown(request, page, found, made[0]) if made else answer
    return confirmation(
        request,
        page,
        section="webhooks",
        title=_("A new secret"),
        crumbs=[(told_of(found), back)],
        says=[
            _("For 24 hours each delivery is signed with both secrets, so that the receiver can change over.")
        ],
        act=_("Give it a new secret"),
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def webhook_end(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Asks once more, then nothing is sent there any more."""
    found = there(lambda: webhook_get(page, uid))

    def delete() -> str:
        services.webhook_delete(webhook=found, by=actor_of(request))
        return _("The webhook is deleted. What was sent stays in the list of deliveries.")

    back = reverse("dashboard:webhook", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=delete,
        onward=reverse("dashboard:webhooks", args=[page.slug]),
        section="webhooks",
        title=_("Delete the webhook"),
        crumbs=[(told_of(found), back)],
        says=[_("Nothing is sent there any more, not even what waits, and its secret is forgotten.")],
        act=_("Delete it"),
        back=back,
    )


def _secret_shown(request: PageRequest, page: Page, row: Subscription, secret: str) -> HttpResponse:
    """A form that is sent again leads to the webhook instead, since its secret is shown once."""
    context = {"row": row, "secret": secret, "until": row.previous_secret_until}
    return screen(request, page, "endpoints/secret", section="webhooks", title=told_of(row), context=context)


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
