"""What is said about a subscription beyond asking for it: more was asked for, an endpoint listens."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from statuspage import links
from statuspage.languages import spoken
from statuspage.models import Component, Page
from webhooks.messages.incidents import subject_line
from webhooks.messages.message import Entry, Fact, Message


def message_more(
    *, page: Page, confirm_url: str, manage_url: str, language: str, scope: str, now: datetime
) -> Message:
    """For somebody who is subscribed and asks for more: `scope` says in words what was asked for."""
    with translation.override(spoken(language)):
        headline = _("Confirm a change of your subscription")
        return Message(
            subject=subject_line(page, headline),
            headline=headline,
            page_name=page.name,
            page_url=links.page_url(page),
            language=language,
            text=_(
                "This address already gets news of %(page)s. Confirm that you want to be told of more; "
                "without your answer nothing changes."
            )
            % {"page": page.name},
            facts=(Fact(label=_("News of"), value=scope),),
            entries=(Entry(title=_("Manage your subscription"), url=manage_url),),
            url=confirm_url,
            url_label=_("Confirm the change"),
            at=_moment(now),
            why=_("Somebody, most likely you, asked to subscribe this address once more."),
        )


def message_proof(*, page: Page, manage_url: str, language: str, scope: str, now: datetime) -> Message:
    """The first message to an endpoint: that it is taken shows that somebody listens there."""
    with translation.override(spoken(language)):
        headline = _("News of %(page)s will arrive here") % {"page": page.name}
        return Message(
            subject=subject_line(page, headline),
            headline=headline,
            page_name=page.name,
            page_url=links.page_url(page),
            language=language,
            text=_("You can change what you hear of, or end it, at the address below."),
            facts=(Fact(label=_("News of"), value=scope),) if scope else (),
            url=manage_url,
            url_label=_("Manage your subscription"),
            at=_moment(now),
        )


def message_contact(*, page: Page, manage_url: str, language: str, address: str, now: datetime) -> Message:
    """For whoever answers for a webhook: that it is told from now on; `address` is masked already."""
    with translation.override(spoken(language)):
        headline = _("A webhook gets news of %(page)s") % {"page": page.name}
        return Message(
            subject=subject_line(page, headline),
            headline=headline,
            page_name=page.name,
            page_url=links.page_url(page),
            language=language,
            text=_(
                "Somebody, most likely you, named this address when subscribing a webhook. You can change "
                "what it hears of, or end it, at the address below."
            ),
            facts=(Fact(label=_("Address"), value=address),),
            url=manage_url,
            url_label=_("Manage the subscription"),
            at=_moment(now),
            why=_("You are named as the contact of this webhook."),
        )


def message_goodbye(*, page: Page, again_url: str, language: str, now: datetime) -> Message:
    """For somebody whom the team removed: `again_url` is where to subscribe anew, empty where nobody can."""
    with translation.override(spoken(language)):
        headline = _("You will hear no more of %(page)s") % {"page": page.name}
        return Message(
            subject=subject_line(page, headline),
            headline=headline,
            page_name=page.name,
            page_url=links.page_url(page),
            language=language,
            text=_("The team of this page ended your subscription. This is the last message about it."),
            url=again_url,
            url_label=_("Subscribe again") if again_url else "",
            at=_moment(now),
            why=_("This address got news of %(page)s until now.") % {"page": page.name},
        )


def scope_words(
    language: str, *, scope: str, components: Sequence[Component] = (), incident_name: str = ""
) -> str:
    """What a subscription is about, in words: the whole page, some components by name, one incident."""
    if scope == "incident":
        return incident_name
    if scope == "components":
        return ", ".join(component.name for component in components)
    with translation.override(spoken(language)):
        return _("the whole page")


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat().replace("+00:00", "Z")
