"""The ways in which a page tells its visitors, and what each asks them for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from statuspage.sight import Sight
from webhooks.eligibility import is_told


@dataclass(frozen=True, slots=True)
class Way:
    """A way to be told: the subscription's `kind`, the page's switch for it, and the words of its form.

    `promise` is what follows once the form was sent, and says nothing about whether the address was known.
    Programs read no digests and speak no language, and somebody answers for them.
    """

    kind: str
    switch: str
    name: str | Promise
    label: str | Promise
    hint: str | Promise
    promise: str | Promise
    input_type: str = "url"
    autocomplete: str = "off"
    example: str = ""
    for_programs: bool = False


_REACHED = _(
    "If this address can be subscribed, a test message is on its way to it, and once that has arrived, "
    "updates follow."
)
WAYS = (
    Way(
        kind="email",
        switch="allow_email",
        name=_("E-mail"),
        label=_("E-mail address"),
        hint=_("You get one mail with a link to confirm, and nothing more until you follow it."),
        promise=_(
            "If this address can be subscribed, a mail is on its way. The link in it is good for 7 days."
        ),
        input_type="email",
        autocomplete="email",
        example="you@example.com",
    ),
    Way(
        kind="slack",
        switch="allow_slack",
        name="Slack",
        label=_("Slack webhook address"),
        hint=_(
            "In Slack, add the app “Incoming Webhooks”, choose a channel, and paste the address that it "
            "gives you."
        ),
        promise=_REACHED,
        example="https://hooks.slack.com/services/…",
    ),
    Way(
        kind="teams",
        switch="allow_teams",
        name="Microsoft Teams",
        label=_("Teams webhook address"),
        hint=_(
            "In Teams, open the channel's menu, choose “Workflows”, then “Post to a channel when a webhook "
            "request is received”, and paste the address that it gives you."
        ),
        promise=_REACHED,
        example="https://….logic.azure.com/workflows/…",
    ),
    Way(
        kind="discord",
        switch="allow_discord",
        name="Discord",
        label=_("Discord webhook address"),
        hint=_(
            "In Discord, edit the channel, open “Integrations”, then “Webhooks”, make a new one, and paste "
            "its address."
        ),
        promise=_REACHED,
        example="https://discord.com/api/webhooks/…",
    ),
    Way(
        kind="webhook",
        switch="allow_webhook",
        name=_("Webhook"),
        label=_("Address of your endpoint"),
        hint=_(
            "For programs: we send a JSON document by POST for every update. The address must be reachable "
            "from the internet."
        ),
        promise=_REACHED,
        example="https://example.com/status-updates",
        for_programs=True,
    ),
)


def ways_of(page: Page, sight: Sight) -> list[Way]:
    """What the page allows to a reader with this sight, e-mail first."""
    member = bool(sight.member_uid)
    return [way for way in WAYS if getattr(page, way.switch) and is_told(page, way.kind, member=member)]


def way_named(kind: str) -> Way | None:
    """The way of that kind."""
    return next((way for way in WAYS if way.kind == kind), None)
