"""Messages about subscriptions themselves: confirming, being known already, trying out, failing."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from statuspage import links
from statuspage.models import Page
from statuspage.status import Status
from webhooks.messages.incidents import subject_line
from webhooks.messages.message import Fact, Message


def message_confirmation(
    *, page: Page, confirm_url: str, language: str, scope: str = "", now: datetime | None = None
) -> Message:
    """Asks whether an address was really meant; `scope` says in words what of."""
    with translation.override(language):
        return _notice(
            page,
            _("Confirm your subscription"),
            [
                _("Somebody, most likely you, asked for news of %(page)s to be sent to this address.")
                % {"page": page.name},
                _("Confirm that you want this. Without your answer nothing more will be sent."),
            ],
            facts=[Fact(label=_("News of"), value=scope)] if scope else [],
            url=confirm_url,
            label=_("Confirm the subscription"),
            language=language,
            now=now,
            why=_("If it was not you, ignore this message."),
        )


def message_known(*, page: Page, manage_url: str, language: str, now: datetime | None = None) -> Message:
    """For somebody who asks again while subscribed: where to change it."""
    with translation.override(language):
        return _notice(
            page,
            _("You are subscribed already"),
            [
                _("This address already gets news of %(page)s.") % {"page": page.name},
                _("You can change what you hear of, or end it, at the address below."),
            ],
            url=manage_url,
            label=_("Manage your subscription"),
            language=language,
            now=now,
            why=_("Somebody, most likely you, asked to subscribe this address once more."),
        )


def message_test(*, page: Page, language: str, name: str = "", now: datetime | None = None) -> Message:
    """Shows that a channel or subscription arrives; `name` is what the channel is called."""
    with translation.override(language):
        return _notice(
            page,
            _("Test message"),
            [
                _("This is a test. If you can read it, messages of %(page)s arrive here.")
                % {"page": page.name}
            ],
            facts=[Fact(label=_("Channel"), value=name)] if name else [],
            url=links.page_url(page),
            label=_("Open the status page"),
            language=language,
            now=now,
            why=_("Somebody of your team tried out this channel."),
            look=Status.OPERATIONAL.value,
        )


def message_endpoint_disabled(
    *,
    page: Page,
    name: str,
    address: str,
    reason: str,
    url: str,
    language: str,
    since: datetime | None = None,
    now: datetime | None = None,
) -> Message:
    """Tells the owners that an endpoint or channel failed for days and is sent nothing more.

    `address` is masked already, `url` leads to where it is switched on again.
    """
    with translation.override(language):
        facts = [Fact(label=_("Address"), value=address), Fact(label=_("Last error"), value=reason)]
        if since is not None:
            facts.append(Fact(label=_("Failing since"), value=since.strftime("%Y-%m-%d %H:%M UTC")))
        return _notice(
            page,
            _("Switched off: %(name)s") % {"name": name},
            [
                _("Nothing that was sent to it has arrived for days, so it was switched off."),
                _("Once it works again, switch it on; what was missed can be sent again from there."),
            ],
            facts=facts,
            url=url,
            label=_("Open its settings"),
            language=language,
            now=now,
            why=_("You own this page."),
            look=Status.MAJOR_OUTAGE.value,
        )


def message_delivery_parked(
    *, page: Page, name: str, address: str, reason: str, url: str, language: str, now: datetime | None = None
) -> Message:
    """Tells the owners, the first time, that something could not be delivered after all tries."""
    with translation.override(language):
        return _notice(
            page,
            _("Not delivered: %(name)s") % {"name": name},
            [
                _("A message could not be delivered in ten tries over three days."),
                _("Once the receiver works again, it can be sent again from there."),
            ],
            facts=[Fact(label=_("Address"), value=address), Fact(label=_("Last error"), value=reason)],
            url=url,
            label=_("Open its deliveries"),
            language=language,
            now=now,
            why=_("You own this page."),
            look=Status.PARTIAL_OUTAGE.value,
        )


def _notice(
    page: Page,
    headline: str,
    paragraphs: Sequence[str],
    *,
    url: str,
    label: str,
    language: str,
    now: datetime | None,
    why: str,
    facts: Sequence[Fact] = (),
    look: str = "",
) -> Message:
    at = (now or timezone.now()).astimezone(UTC)
    return Message(
        subject=subject_line(page, headline),
        headline=headline,
        page_name=page.name,
        page_url=links.page_url(page),
        language=language,
        look=look,
        text="\n\n".join(paragraphs),
        facts=tuple(facts),
        url=url,
        url_label=label,
        at=at.isoformat().replace("+00:00", "Z"),
        why=why,
    )
