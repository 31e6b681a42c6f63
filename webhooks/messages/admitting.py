"""The mail with which a member of the audience signs in to a page."""

from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from statuspage import links
from statuspage.languages import spoken
from statuspage.models import Page
from webhooks.messages.incidents import subject_line
from webhooks.messages.message import Message


def message_sign_in(*, page: Page, url: str, minutes: int, language: str, now: datetime) -> Message:
    """Leads to the button that signs in; `minutes` is how long the link is good."""
    with translation.override(spoken(language)):
        headline = _("Sign in to %(page)s") % {"page": page.name}
        good = ngettext(
            "The link is good for %(minutes)d minute, and once.",
            "The link is good for %(minutes)d minutes, and once.",
            minutes,
        ) % {"minutes": minutes}
        return Message(
            subject=subject_line(page, _("Your link to sign in")),
            headline=headline,
            page_name=page.name,
            page_url=links.page_url(page),
            language=language,
            text=f"{_('Follow the link below to read the page.')} {good}",
            url=url,
            url_label=_("Sign in"),
            at=now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            why=_(
                "Somebody, most likely you, asked to sign in with this address. If it was not you, there is "
                "nothing to do: without this mail nobody gets in."
            ),
        )
