"""Makes the mail of a delivery: the same bytes at every try."""

import hashlib
from dataclasses import dataclass, replace
from email.message import Message as MimeMessage
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from statuspage.languages import spoken
from statuspage.validation import cut_text
from webhooks.mail.branding import accent_color, look_color
from webhooks.mail.letterhead import headers_of, one_line, sender
from webhooks.mail.reasons import reason
from webhooks.messages import Message
from webhooks.messages.markup import html_text
from webhooks.messages.plain import message_text
from webhooks.models import Delivery, Subscription

HTML_BYTES = 30_000
"""The most that the HTML part takes; clients cut what is much longer (Gmail at 102 kB)."""
_LONGEST_LINE = 990
_LONGEST_TEXT = 3_000


@dataclass(frozen=True, slots=True)
class FooterLinks:
    """Where a subscriber changes or ends it; empty where there is nothing to change."""

    manage_url: str = ""
    unsubscribe_url: str = ""


class Mail(EmailMultiAlternatives):
    """A mail whose parts are divided by a line that follows from its Message-ID, not from chance."""

    def message(self) -> MimeMessage:  # type: ignore[override]
        """The whole mail, the same for the same content."""
        made: MimeMessage = super().message()
        if made.is_multipart():
            named = hashlib.sha256(str(self.extra_headers.get("Message-ID", "")).encode()).hexdigest()
            made.set_boundary(f"=_candor_{named[:32]}")
        # Folded after its name, as the default of 78 has it, a long link is lost to some readers.
        made.policy = made.policy.clone(max_line_length=_LONGEST_LINE)
        return made


def mail_compose(delivery: Delivery, *, links: FooterLinks | None = None) -> Mail:
    """The mail of a delivery that comes with its subscription, page and letter.

    Everything comes from what was frozen in the letter, from the subscription and from the delivery's own
    times and names.
    """
    message = Message.from_values(delivery.letter.message)
    links = links or FooterLinks()
    with translation.override(spoken(message.language)):
        why = message.why or reason(delivery.subscription, message.page_name, message.language)
    return mail_write(
        replace(message, why=why),
        message.extra.get("brand", {}),
        to=recipient(delivery.subscription),
        headers=headers_of(delivery, message, unsubscribe_url=links.unsubscribe_url),
        links=links,
    )


def mail_write(
    message: Message,
    brand: dict[str, Any],
    *,
    to: str,
    headers: dict[str, str],
    links: FooterLinks | None = None,
) -> Mail:
    """A message as a mail to one recipient, with the header lines given; `brand` is `page_brand`'s."""
    links = links or FooterLinks()
    with translation.override(spoken(message.language)):
        mail = Mail(
            subject=one_line(message.subject),
            body=_text(message, brand, links),
            from_email=sender(message.page_name),
            to=[to],
            reply_to=[brand["reply_to"]] if brand.get("reply_to") else None,
            headers=headers,
        )
        mail.attach_alternative(_html(message, brand, links), "text/html")
    return mail


def recipient(subscription: Subscription) -> str:
    """Who is written to: the subscriber, or whoever answers for an endpoint of theirs."""
    return subscription.address if subscription.kind == "email" else subscription.contact_email


def _text(message: Message, brand: dict[str, Any], links: FooterLinks) -> str:
    footer = [message.why, html_text(brand.get("footer", ""))]
    if links.manage_url:
        footer.append(f"{_('Change what you hear of')}:\n{links.manage_url}")
    if links.unsubscribe_url:
        footer.append(f"{_('Unsubscribe')}:\n{links.unsubscribe_url}")
    below = "\n\n".join(part for part in footer if part)
    # The mark of a signature, as mail programs know it.
    return f"{message_text(message)}\n\n-- \n{message.page_name}\n{message.page_url}\n\n{below}\n"


def _html(message: Message, brand: dict[str, Any], links: FooterLinks) -> str:
    made = _rendered(message, brand, links, body=message.html, text=message.text)
    if len(made.encode()) <= HTML_BYTES:
        return made
    # The plain text beside it holds everything; this part then holds the beginning.
    few = replace(message, entries=message.entries[:3])
    return _rendered(few, brand, links, body="", text=cut_text(message.text, _LONGEST_TEXT))


def _rendered(message: Message, brand: dict[str, Any], links: FooterLinks, *, body: str, text: str) -> str:
    paragraphs = [part.split("\n") for part in text.split("\n\n") if part]
    facts: list[dict[str, Any]] = [
        {"fact": fact, "color": look_color(brand, fact.look)} for fact in message.facts
    ]
    return render_to_string(
        "email/message.html",
        {
            "message": message,
            "preheader": " ".join(message.text.split())[:140],
            "rtl": get_language_bidi(),
            "color": look_color(brand, message.look),
            "accent": accent_color(brand),
            "logo": brand.get("logo", ""),
            # Sanitised before it was stored, by the one sanitiser.
            "body": mark_safe(body),  # noqa: S308
            "paragraphs": paragraphs,
            # What tells one thing has its link before what was said earlier, lists have it at their end.
            "tells": bool(body or paragraphs),
            "cut": len(text) < len(message.text),
            "lines": [row for row in facts if not row["fact"].look],
            "components": [row for row in facts if row["fact"].look],
            "entries": [
                {"entry": entry, "color": look_color(brand, entry.look)} for entry in message.entries
            ],
            "footer": mark_safe(brand.get("footer", "")),  # noqa: S308
            "links": links,
        },
    )
