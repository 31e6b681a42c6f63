"""What somebody is asked, or told, about a subscription itself."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from statuspage import links
from statuspage.models import Component
from webhooks.messages.message import Entry, Fact, Message
from webhooks.models import Subscription
from webhooks.tokens import CONFIRM_DAYS, token_make


def confirmation_message(subscription: Subscription, told_of: str) -> Message:
    """Asks whether the owner of the address wants to be told; nothing happens until the link is followed."""
    with translation.override(subscription.language):
        page = subscription.page
        return Message(
            subject=_("Confirm your subscription to %(page)s") % {"page": page.name},
            headline=_("Confirm your subscription"),
            text=_("Please confirm that you want to be told when something happens on %(page)s.")
            % {"page": page.name},
            facts=(Fact(label=_("Told of"), value=told_of),),
            url=_confirm_url(subscription),
            url_label=_("Confirm subscription"),
            why=_(
                "Somebody entered this address on the status page, probably you. If it was not you, do "
                "nothing: without your confirmation nothing is sent. The link is valid for %(days)d days."
            )
            % {"days": CONFIRM_DAYS},
            page_name=page.name,
            page_url=links.page_url(page),
            language=subscription.language,
            thread=f"subscription:{subscription.uid}",
        )


def standing_message(subscription: Subscription, more: str = "") -> Message:
    """Tells that the address is subscribed already; `more` is what was asked for beyond that, if anything."""
    with translation.override(subscription.language):
        page = subscription.page
        manage = links.manage_url(page, token_make("manage", subscription))
        if more:
            text = _("Please confirm that you want to be told of more on %(page)s.") % {"page": page.name}
            facts: tuple[Fact, ...] = (Fact(label=_("Told of"), value=more),)
            url, url_label = _confirm_url(subscription), _("Confirm the change")
            entries: tuple[Entry, ...] = (Entry(title=_("Manage your subscription"), url=manage),)
        else:
            text = _("This address is subscribed to %(page)s already, so nothing has changed.") % {
                "page": page.name
            }
            facts, entries = (), ()
            url, url_label = manage, _("Manage your subscription")
        return Message(
            subject=_("Your subscription to %(page)s") % {"page": page.name},
            headline=_("You are subscribed already"),
            text=text,
            facts=facts,
            entries=entries,
            url=url,
            url_label=url_label,
            why=_("Somebody entered this address on the status page, probably you."),
            page_name=page.name,
            page_url=links.page_url(page),
            language=subscription.language,
            thread=f"subscription:{subscription.uid}",
        )


def proof_message(subscription: Subscription, told_of: str) -> Message:
    """The first message to an endpoint: that it is taken shows that it is the right one."""
    with translation.override(subscription.language):
        page = subscription.page
        return Message(
            subject=_("%(page)s: subscribed") % {"page": page.name},
            headline=_("%(page)s will tell you here when something happens.") % {"page": page.name},
            text=_("You can end this subscription at any time."),
            facts=(Fact(label=_("Told of"), value=told_of),),
            url=links.manage_url(page, token_make("manage", subscription)),
            url_label=_("Manage your subscription"),
            page_name=page.name,
            page_url=links.page_url(page),
            language=subscription.language,
            thread=f"subscription:{subscription.uid}",
        )


def told_of_words(
    language: str, *, scope: str, components: Sequence[Component] = (), incident_name: str = ""
) -> str:
    """What a subscription is about, in words: the whole page, some components by name, one incident."""
    if scope == "incident":
        return incident_name
    if scope == "components":
        return ", ".join(component.name for component in components)
    with translation.override(language):
        return _("the whole page")


def _confirm_url(subscription: Subscription) -> str:
    return links.confirm_url(subscription.page, token_make("confirm", subscription))
