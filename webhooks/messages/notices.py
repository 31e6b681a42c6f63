"""Messages about subscriptions themselves: confirming, being known already, trying out, failing."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from statuspage import links
from statuspage.languages import spoken
from statuspage.models import Page
from statuspage.status import Status
from webhooks.messages.incidents import subject_line
from webhooks.messages.message import Fact, Message


def message_confirmation(
    *, page: Page, confirm_url: str, language: str, scope: str = "", now: datetime | None = None
) -> Message:
    """Asks whether an address was really meant; `scope` says in words what of."""
    with translation.override(spoken(language)):
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
    with translation.override(spoken(language)):
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
    with translation.override(spoken(language)):
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
    *, page: Page, what: str, name: str, error: str, since: datetime, language: str, now: datetime
) -> Message:
    """Tells owners that an endpoint or channel only failed for days and is sent nothing more.

    `what` it is comes in words of the same language: a webhook, an alert channel.
    """
    with translation.override(spoken(language)):
        return _notice(
            page,
            _("The %(kind)s “%(name)s” was disabled") % {"kind": what, "name": name},
            [
                _("Nothing could be delivered to it, so it was disabled. Nothing is sent there any more."),
                _("Once it works again, enable it, and send again what it missed."),
            ],
            facts=_trouble(error, since),
            url=links.public_url("/dashboard/"),
            label=_("Open the dashboard"),
            language=language,
            now=now,
            why=_("You own or administer %(page)s.") % {"page": page.name},
            look=Status.MAJOR_OUTAGE.value,
        )


def message_delivery_parked(
    *, page: Page, what: str, name: str, error: str, since: datetime, language: str, now: datetime
) -> Message:
    """Tells owners, the first time in a trouble, that a message could not be delivered after all tries."""
    with translation.override(spoken(language)):
        return _notice(
            page,
            _("A message to the %(kind)s “%(name)s” was given up") % {"kind": what, "name": name},
            [
                _("It could not be delivered in ten tries over three days, and is not tried any more."),
                _(
                    "Other messages are still tried. Once it works again, send again what it missed. "
                    "If it only fails for five days, it is disabled."
                ),
            ],
            facts=_trouble(error, since),
            url=links.public_url("/dashboard/"),
            label=_("Open the dashboard"),
            language=language,
            now=now,
            why=_("You own or administer %(page)s.") % {"page": page.name},
            look=Status.PARTIAL_OUTAGE.value,
        )


def _trouble(error: str, since: datetime) -> list[Fact]:
    return [
        Fact(label=_("Failing since"), value=f"{since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
        Fact(label=_("Last error"), value=error or _("There was no answer.")),
    ]


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
